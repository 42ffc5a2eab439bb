"""Names become what they name: fields, expressions, rules, workflows, roles and views of one catalog."""
