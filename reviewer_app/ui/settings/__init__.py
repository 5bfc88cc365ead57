"""The person, the look, and the keys."""
