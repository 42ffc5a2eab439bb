"""One file per field type; a type answers every question about itself."""
