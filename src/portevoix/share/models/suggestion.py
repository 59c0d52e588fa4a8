"""Words that somebody offers aside, never in the field."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.people.models import Person


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """How suggestions are read."""

    def visible_to(self, person: Person) -> SuggestionQuerySet:
        """Everyone who works here sees them."""
        return self if person.is_present else self.none()


class Suggestion(models.Model):
    """A few words on an item that the programme offers to whoever wants a start."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="suggestions")
    language = models.CharField(_("language"), max_length=8)
    words = models.TextField(_("words"))
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    objects = SuggestionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.words[:40]
