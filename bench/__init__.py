"""Figures beside peers and limits: `python -m bench.NAME`, never a timed test."""
