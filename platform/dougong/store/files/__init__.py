"""The bytes of files: where they lie, how they get from one place to another, and whether they are right."""
