"""The programs that are known, and what they ask."""
