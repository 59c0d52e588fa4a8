"""What an import needs to remember between its dry run and its confirmation, and of the erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models.person import Person, new_ref

KEPT_FOR = timedelta(days=1)


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    """How drafts are read."""

    def visible_to(self, person: Person) -> ImportDraftQuerySet:
        """Only the administrator who sent the file sees it."""
        return self.filter(owner=person)

    def stale(self, at: datetime) -> ImportDraftQuerySet:
        """Those that nobody confirmed within a day."""
        return self.filter(sent_at__lte=at - KEPT_FOR)


class ImportDraft(models.Model):
    """One file of people that was sent and is not applied yet; deleted when it is, or in a day."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="import_drafts")
    people_text = models.TextField()
    stays_text = models.TextField(blank=True)
    is_complete = models.BooleanField(
        _("this is the complete list: whoever is not in it has left"), default=False
    )
    adds_topics = models.BooleanField(
        _("make a topic of every skill that is not known yet"), default=False
    )
    sent_at = models.DateTimeField()

    objects = ImportDraftQuerySet.as_manager()

    def __str__(self) -> str:
        return self.ref


class Erased(models.Model):
    """One keyed digest of a mail address or reference that asked to be forgotten: no way back."""

    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.digest[:8]
