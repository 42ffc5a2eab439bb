"""Views: each takes the request's scene, asks the records floor, and answers with a view model's page."""
