"""Typer commands over workflow."""
