"""Pages for those who look after an installation: people, roles, settings, and what goes in and out."""
