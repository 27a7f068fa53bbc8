"""Amends: a language server that fixes what other tools find, and learns from what developers do with its fixes."""

__version__ = "0.1.0"
__all__ = ["__version__"]
