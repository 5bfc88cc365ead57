"""Reading what candidates sent."""
