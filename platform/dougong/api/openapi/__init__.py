"""The API described by itself: OpenAPI 3.1 from the catalog, as far as one policy sees it."""
