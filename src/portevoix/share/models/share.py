"""A share, which is also the row of the publication outbox."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.share.models.account import Account
from portevoix.share.models.campaign import Campaign


class ShareQuerySet(models.QuerySet["Share"]):
    """How shares are read."""

    def visible_to(self, person: Person) -> ShareQuerySet:
        """Only one's own."""
        return self.filter(person=person)

    def published(self) -> ShareQuerySet:
        """Those that reached their network."""
        return self.filter(state=Share.State.SENT)

    def due(self, at: datetime) -> ShareQuerySet:
        """Those whose moment has come, the longest waiting first."""
        return self.filter(state=Share.State.SCHEDULED, next_try_at__lte=at).order_by(
            "next_try_at", "pk"
        )

    def to_look_for(self, at: datetime) -> ShareQuerySet:
        """Those of which nobody knows whether they left, when it is time to look."""
        free = models.Q(claimed_until=None) | models.Q(claimed_until__lte=at)
        return self.filter(free, state=Share.State.UNKNOWN, next_try_at__lte=at).order_by("pk")

    def abandoned(self, at: datetime) -> ShareQuerySet:
        """Those that a worker took and never brought back."""
        held = [Share.State.CLAIMED, Share.State.SENDING]
        return self.filter(state__in=held, claimed_until__lte=at)

    def told_by_network(self, start: datetime, end: datetime) -> ShareQuerySet:
        """Published for people who are here, in a half-open period, by accounts that answer."""
        ours = (
            self.published()
            .between(start, end)
            .filter(mode=Share.Mode.API, account__state=Account.State.READY, person__left_on=None)
        )
        return ours.exclude(external_id="")

    def waiting_for(self, person: Person) -> ShareQuerySet:
        """Those on which its owner has a word to say."""
        return self.visible_to(person).filter(state=Share.State.ASK_PERSON)

    def between(self, start: datetime, end: datetime) -> ShareQuerySet:
        """Published in a half-open period."""
        return self.filter(sent_at__gte=start, sent_at__lt=end)


class Share(models.Model):
    """One text that its owner wants on one network: the words she wrote, and what became of it."""

    class Mode(models.TextChoices):
        """How it reaches the network."""

        API = "api", _("published for me")
        INTENT = "intent", _("published by myself on the network")
        DECLARED = "declared", _("already published")

    class State(models.TextChoices):
        """Where the publication stands (see rules.outbox)."""

        SCHEDULED = "scheduled", _("planned")
        CLAIMED = "claimed", _("about to be sent")
        SENDING = "sending", _("sending")
        SENT = "sent", _("published")
        UNKNOWN = "unknown", _("checking")
        ASK_PERSON = "ask_person", _("to confirm")
        CANCELLED = "cancelled", _("cancelled")

    outbox_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shares")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="shares")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="shares"
    )
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="shares"
    )
    network = models.CharField(max_length=20)
    mode = models.CharField(max_length=10, choices=Mode)
    words = models.TextField(_("your words"), blank=True)
    # The words as they were when she pressed the button: exactly this text may be published.
    words_version = models.PositiveIntegerField(default=1)
    approved_version = models.PositiveIntegerField(default=1)
    target_url = models.URLField(max_length=2000)
    title = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    created_at = models.DateTimeField()
    scheduled_for = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    # The full text with its link, frozen and committed before the network is called.
    frozen_text = models.TextField(blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=500, blank=True)
    external_url = models.URLField(max_length=1000, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    # The network's own words of refusal, for the author alone.
    problem_detail = models.CharField(max_length=300, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="sent_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | ~models.Q(frozen_text=""),
                name="sending_has_a_frozen_text",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="share_due"),
            models.Index(fields=["person", "-created_at"], name="share_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.state}"
