"""Agreement between reviewers: how much, who is off, which way, since when (numpy only).

Importing this package's modules imports numpy; nothing else in the domain does.
"""
