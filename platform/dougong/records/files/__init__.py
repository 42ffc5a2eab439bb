"""Files: what is sent is looked at, kept, given out by the rights of the record it belongs to, and swept away."""
