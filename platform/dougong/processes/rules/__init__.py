"""Rules: what a change triggers, in its transaction, and why a rule did or did not fire."""
