"""The published JSON Schemas (2020-12), one file per kind."""
