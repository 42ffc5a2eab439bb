"""Changing the definitions while they are in force: drafts, plans, their history, where each value comes from."""
