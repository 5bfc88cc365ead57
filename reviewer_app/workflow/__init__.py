"""What a person can do: plain functions, one module a step."""
