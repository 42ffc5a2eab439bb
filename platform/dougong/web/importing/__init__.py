"""An import as people see it, step by step: choose a file, say what its columns mean, look, import."""
