"""Expressions as SQL: one checked tree, written for either database."""
