"""The queue of submissions."""
