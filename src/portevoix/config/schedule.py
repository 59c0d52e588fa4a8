"""What the background worker asks, and how often; every task is a question to the rows."""

from __future__ import annotations

SCHEDULE: list[object] = []
