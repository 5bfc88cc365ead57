"""Calibration: who is in, how far reviewers agree, where they differ and why."""
