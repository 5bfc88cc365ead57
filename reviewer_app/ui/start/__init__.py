"""Before there is a workspace: the welcome, and what to do when one can't be opened."""
