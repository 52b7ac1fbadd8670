"""Entering, looking, asking for a clearance, signing: a file for each."""
