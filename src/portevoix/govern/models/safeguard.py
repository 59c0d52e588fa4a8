"""The numbers that bind the house."""

from __future__ import annotations

from django.db import models

from portevoix.people.models import Person


class SafeguardQuerySet(models.QuerySet["Safeguard"]):
    """How safeguards are read."""

    def visible_to(self, person: Person) -> SafeguardQuerySet:
        """Everyone who works here may know what binds the house."""
        return self if person.is_present else self.none()


class Safeguard(models.Model):
    """One safeguard that was set to another value than its default, by a logged act."""

    key = models.SlugField(max_length=40, unique=True)
    value = models.IntegerField()
    changed_at = models.DateTimeField()

    objects = SafeguardQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
