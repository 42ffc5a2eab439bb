"""The designer: what administrators change of objects, workflows, rules, roles and navigation, and what it would do."""
