"""Lists and summaries: what is asked, by whom, and the page that answers."""
