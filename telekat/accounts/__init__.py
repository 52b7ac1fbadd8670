"""People who sign in: accounts, roles, passwords, logins, throttles.

A patient's id is the id of the patient's account: one person, one id, and their name and contact are sealed under
the patient's own key. Staff names are sealed under the practice's key.
"""
