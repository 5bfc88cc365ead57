"""The shipped help, in the window."""
