"""The numbers and switches that bind the house."""

from __future__ import annotations

from django.db import models


class Safeguard(models.Model):
    """One safeguard that was set to another value than its default, by a logged act."""

    key = models.SlugField(max_length=40, unique=True)
    value = models.IntegerField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
