"""The list of an object: views as tabs, the filter as a sentence, columns, groups, sums, rows page by page."""
