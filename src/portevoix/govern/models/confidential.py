"""What the house keeps to itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person


class ConfidentialPhraseQuerySet(models.QuerySet["ConfidentialPhrase"]):
    """How confidential words are read."""

    def visible_to(self, person: Person) -> ConfidentialPhraseQuerySet:
        """Only the desk reads the list; whoever writes is told of the words she wrote."""
        return self if person.may_enter("desk") else self.none()


class ConfidentialPhrase(models.Model):
    """A word or a phrase that should not leave the house; who added it stands in the record."""

    phrase = models.CharField(_("word or phrase"), max_length=120, unique=True)
    # What an author reads beside it: why, and whom to ask.
    why = models.CharField(_("why, and whom to ask"), max_length=300, blank=True)
    added_at = models.DateTimeField()

    objects = ConfidentialPhraseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.phrase
