"""Moving sealed files."""
