"""Sealing, checking and handing over."""
