"""What everybody concerned is asked to read, and who says that he did."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models.item import Item
from portevoix.people.models import Person


class MustReadQuerySet(models.QuerySet["MustRead"]):
    """How they are read."""

    def visible_to(self, person: Person) -> MustReadQuerySet:
        """Everyone who sees the item."""
        return self.filter(item__in=Item.objects.visible_to(person))

    def standing(self, day: date) -> MustReadQuerySet:
        """Those that are still asked on a day (the last day is included)."""
        return self.filter(until_on__gte=day)


class MustRead(models.Model):
    """One item is asked to be read by those it is for, until a day, for a reason."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="must_read")
    why = models.CharField(_("why it must be read"), max_length=300)
    until_on = models.DateField(_("until"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What is told of confirmations, and the day it was counted: kept, because a figure that
    # fell when one person takes back hers, or is forgotten, would tell of that person.
    counted = models.PositiveIntegerField(default=0)
    counted_on = models.DateField(null=True, blank=True)

    objects = MustReadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item_id} until {self.until_on}"


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """How confirmations are read."""

    def visible_to(self, person: Person) -> ConfirmationQuerySet:
        """Only one's own: the others are counted, never listed."""
        return self.filter(person=person)


class Confirmation(models.Model):
    """One person says that she read what was asked: hers to see, the programme's to count."""

    must_read = models.ForeignKey(MustRead, on_delete=models.CASCADE, related_name="confirmations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["must_read", "person"], name="confirmed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.must_read_id}"
