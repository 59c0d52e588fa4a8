"""The freeze of publications in a crisis."""

from __future__ import annotations

from django.db import models


class FreezeQuerySet(models.QuerySet["Freeze"]):
    """How freezes are read."""

    def standing(self) -> FreezeQuerySet:
        """Those that hold publications now."""
        return self.filter(lifted_at=None)


class Freeze(models.Model):
    """One time during which every unsent publication is held, and why; everybody may read it."""

    reason = models.CharField(max_length=300)
    frozen_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=300, blank=True)

    objects = FreezeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.frozen_at} {self.reason}"
