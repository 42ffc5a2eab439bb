"""The REST API: requests become Changes and Queries, answers and problems become JSON."""
