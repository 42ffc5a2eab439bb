"""Statements on the engine's own tables."""
