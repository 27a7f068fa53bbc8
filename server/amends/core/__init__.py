"""Frozen values that every package shares. No I/O, nothing that can fail."""
