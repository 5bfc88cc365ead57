"""THE DATABASE: the only place with SQLAlchemy."""
