"""The hours in which a person is content to be published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portevoix.people.models import Person
from portevoix.share.rules.timing import Hours


class OwnHoursQuerySet(models.QuerySet["OwnHours"]):
    """How own hours are read."""

    def visible_to(self, person: Person) -> OwnHoursQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class OwnHours(models.Model):
    """The hours that one person chose for her shares; who chose none has those of the office."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="own_hours")
    # Monday 0 to Sunday 6, as in "01234".
    weekdays = models.CharField(max_length=7)
    starts = models.TimeField()
    ends = models.TimeField()

    objects = OwnHoursQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(starts__lt=models.F("ends")), name="own_hours_end_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(weekdays=""), name="own_hours_have_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.weekdays} {self.starts}"

    @property
    def hours(self) -> Hours:
        """As the rules of timing see them."""
        return Hours(frozenset(int(day) for day in self.weekdays), self.starts, self.ends)
