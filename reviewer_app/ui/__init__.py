"""The only place with PySide6."""
