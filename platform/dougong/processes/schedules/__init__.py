"""Schedules: each due time once, whoever fires it."""
