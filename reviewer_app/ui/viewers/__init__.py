"""One viewer per kind of evidence."""
