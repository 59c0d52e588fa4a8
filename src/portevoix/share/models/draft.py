"""What somebody is writing: words not said yet, and the pictures that go with words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.share.models.share import Share


class DraftQuerySet(models.QuerySet["Draft"]):
    """How drafts are read."""

    def visible_to(self, person: Person) -> DraftQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class Draft(models.Model):
    """What one person is writing on one item, so that nothing typed is lost; gone once said."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="drafts")
    words = models.TextField(blank=True)
    # What another tab had written when this one wrote over it.
    other_words = models.TextField(blank=True)
    # Raised by every change: a tab that saw an earlier one knows that another wrote since.
    version = models.PositiveIntegerField(default=0)
    # Which open page wrote it: a page never overtakes itself, whatever answers it missed.
    tab = models.CharField(max_length=32, blank=True)
    places = models.JSONField(default=list)
    moment = models.CharField(max_length=10, blank=True)
    picked = models.CharField(max_length=20, blank=True)
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "item"], name="one_draft_per_item"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class PictureQuerySet(models.QuerySet["Picture"]):
    """How pictures are read."""

    def visible_to(self, person: Person) -> PictureQuerySet:
        """Only one's own."""
        return self.filter(
            models.Q(draft__person=person) | models.Q(share__person=person),
        )

    def in_order(self) -> PictureQuerySet:
        """As they were added."""
        return self.order_by("pk")


class Picture(models.Model):
    """One picture of one draft or one share, drawn anew by us: these very bytes leave, or none."""

    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.CASCADE, related_name="pictures"
    )
    share = models.ForeignKey(
        Share, null=True, blank=True, on_delete=models.CASCADE, related_name="pictures"
    )
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(_("description"), max_length=1500, blank=True)
    added_at = models.DateTimeField()

    objects = PictureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(draft=None) ^ models.Q(share=None),
                name="picture_of_a_draft_or_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"
