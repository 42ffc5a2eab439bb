"""Files in and out: an import is a change set to review, an export is what a list shows."""
