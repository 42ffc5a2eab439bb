"""The page to try the API: one document, one style sheet, one script."""
