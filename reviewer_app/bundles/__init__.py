"""Sealed files in and out."""
