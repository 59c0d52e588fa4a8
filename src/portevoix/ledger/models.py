"""What is stored of acts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portevoix.ledger.rules import GENESIS


class EntryQuerySet(models.QuerySet["Entry"]):
    """How entries are read."""

    def in_order(self) -> EntryQuerySet:
        """From the first act to the latest."""
        return self.order_by("number")

    def about(self, ref: str) -> EntryQuerySet:
        """Acts done by or on the bearer of a reference."""
        return self.filter(models.Q(actor=ref) | models.Q(subject=ref))


class Entry(models.Model):
    """One act that was done: who, on whom or what, when; chained to the act before it."""

    number = models.PositiveBigIntegerField(unique=True)
    act = models.CharField(max_length=60)
    actor = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    chained_hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["actor", "at"], name="entry_actor"),
            models.Index(fields=["subject", "at"], name="entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class ChainHead(models.Model):
    """Both ends of the chain: the one row that every writer locks before touching it."""

    number = models.PositiveBigIntegerField(default=0)
    chained_hash = models.CharField(max_length=64)
    # The latest entry that was dropped for its age; the chain is verified from here on.
    dropped_number = models.PositiveBigIntegerField(default=0)
    dropped_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_chain_head"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
