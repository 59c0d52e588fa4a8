"""What a network tells of a post."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portevoix.people.models import Person
from portevoix.share.models.share import Share


class ReceptionQuerySet(models.QuerySet["Reception"]):
    """How receptions are read."""

    def visible_to(self, person: Person) -> ReceptionQuerySet:
        """Only those of one's own shares."""
        return self.filter(share__person=person)

    def exportable(self) -> ReceptionQuerySet:
        """Those whose network lets its figures leave the page of their member."""
        return self.filter(is_exportable=True)


class Reception(models.Model):
    """What a network told of one post when it was asked; null is "not told", never zero."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="receptions")
    read_at = models.DateTimeField()
    likes = models.PositiveIntegerField(null=True, blank=True)
    reshares = models.PositiveIntegerField(null=True, blank=True)
    comments = models.PositiveIntegerField(null=True, blank=True)
    quotes = models.PositiveIntegerField(null=True, blank=True)
    impressions = models.PositiveIntegerField(null=True, blank=True)
    # Different members, as the network counts them within this post only.
    reached = models.PositiveIntegerField(null=True, blank=True)
    saves = models.PositiveIntegerField(null=True, blank=True)
    sends = models.PositiveIntegerField(null=True, blank=True)
    # False where a network's terms keep its figures inside the page of their member (LinkedIn).
    is_exportable = models.BooleanField(default=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["share", "-read_at"], name="reception_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.share_id} at {self.read_at}"
