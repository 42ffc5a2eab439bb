"""Store floor: connections, statements, tables, plan and apply. Nothing above records speaks to it."""
