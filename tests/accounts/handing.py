"""Giving first passwords through the doors, and signing in with them."""

import re

from telekat.accounts.actions.sign_in import open_login
from telekat.core import database
from tests.conftest import Member

SHOWN = re.compile(r'data-role="password"[^>]*>([a-z2-9]{5}(?:-[a-z2-9]{5}){3})<')
DOOR = {"cora": "/patients/{}/password", "eve": "/admin/people/{}/password"}


def fresh(member):
    """The same person, who has just signed in: their own password was given lately."""
    entered = open_login(member.id, device="tests")
    database.forget_snapshot()
    return Member(member.id, member.name, member.email, entered.principal, entered.token)


def sign_in(browser, name, password):
    return browser.post("/api/v1/session", {"email": f"{name}@example.org", "password": password})


def give(browser_of, giver, about, door):
    return browser_of(fresh(giver)).form(DOOR[door].format(about.id), {})
