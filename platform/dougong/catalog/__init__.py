"""Definitions become one frozen value: load, validate, layer, link, check, freeze."""
