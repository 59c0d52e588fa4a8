"""Portevoix: people lend their voice when they want to, and keep what is theirs."""

__version__ = "0.1.0"
