"""What is stored of reaching people."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.notify.rules.asking import MOST_BUDGET, USUAL_BUDGET
from portevoix.notify.rules.rhythm import Rhythm
from portevoix.people.models import Person

if TYPE_CHECKING:
    from datetime import datetime


class PreferenceQuerySet(models.QuerySet["Preference"]):
    """How preferences are read."""

    def visible_to(self, person: Person) -> PreferenceQuerySet:
        """Only one's own."""
        return self.filter(person=person)

    def due(self, at: datetime) -> PreferenceQuerySet:
        """Those of people who work here and can be reached, whose moment came or zone changed."""
        is_due = models.Q(next_at__lte=at) | ~models.Q(zone=models.F("person__time_zone"))
        reached = self.filter(closed_at=None, person__left_on=None, person__is_active=True)
        return reached.filter(is_due).exclude(person__email=None).order_by("next_at", "pk")


class Preference(models.Model):
    """When one person wants to hear from us; whether she does is her consent, kept in `govern`."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="mail_preference")
    # Monday 0 to Friday 4, as in "024".
    weekdays = models.CharField(max_length=5)
    hour = models.PositiveSmallIntegerField(_("hour"))
    # The zone in which `next_at` was reckoned: another one, and it is reckoned again.
    zone = models.CharField(max_length=60)
    next_at = models.DateTimeField()
    # The day, in her zone, of the latest period that had its letter.
    latest_on = models.DateField(null=True, blank=True)
    # How often in a row her address was refused; closed once that is too often.
    refusals = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(weekdays=""), name="rhythm_has_a_day"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="rhythm_has_an_hour"),
        ]
        indexes: ClassVar = [models.Index(fields=["next_at"], name="mail_due")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.weekdays} {self.hour}"

    @property
    def rhythm(self) -> Rhythm:
        """Her days and hour."""
        return Rhythm(frozenset(int(day) for day in self.weekdays), self.hour)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """How deliveries are read."""

    def visible_to(self, person: Person) -> DeliveryQuerySet:
        """Only one's own."""
        return self.filter(person=person)

    def waiting(self, at: datetime) -> DeliveryQuerySet:
        """Those to be handed over now, the longest waiting first."""
        return self.filter(state=Delivery.State.CLAIMED, next_try_at__lte=at).order_by(
            "next_try_at", "pk"
        )

    def left(self) -> DeliveryQuerySet:
        """Those that reached her, or may have."""
        gone = (Delivery.State.SENDING, Delivery.State.SENT, Delivery.State.UNKNOWN)
        return self.filter(state__in=gone)


class Delivery(models.Model):
    """The one letter of one kind to one person for one period, and what became of it; no text."""

    class State(models.TextChoices):
        """Where it stands: from `sending` on, only an answer tells whether it left."""

        CLAIMED = "claimed", _("about to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        UNKNOWN = "unknown", _("perhaps sent")
        REFUSED = "refused", _("refused by the mail server")
        SKIPPED = "skipped", _("not sent")

    class Reason(models.TextChoices):
        """Why nothing was sent for a period."""

        NONE = "", ""
        EMPTY = "empty", _("there was nothing new")
        STOPPED = "stopped", _("you had stopped it")
        LATE = "late", _("it could not leave within your hours")

    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.CLAIMED)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    # Opaque keys of what it tells, so that nothing is told twice.
    told = models.JSONField(default=list)
    claimed_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    # The server's own words, for her alone.
    problem = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "period"],
                name="one_letter_a_period",
                violation_error_message=_("This period had its letter already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(sending_at__isnull=False),
                name="sending_has_a_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="delivery_waiting"),
            models.Index(fields=["person", "kind", "-claimed_at"], name="delivery_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.state}"


class AskBudgetQuerySet(models.QuerySet["AskBudget"]):
    """How budgets are read."""

    def visible_to(self, person: Person) -> AskBudgetQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class AskBudget(models.Model):
    """How much one person lets herself be asked; also the row that is held while one is asked."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="ask_budget")
    monthly = models.PositiveSmallIntegerField(_("asks a month"), default=USUAL_BUDGET)
    # "Never again", until she herself says otherwise.
    over_since = models.DateTimeField(null=True, blank=True)
    # Kinds she wants no more of, as ["campaign"].
    refused = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = AskBudgetQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(monthly__lte=MOST_BUDGET), name="ask_budget_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.monthly}"


class AskQuerySet(models.QuerySet["Ask"]):
    """How asks are read."""

    def visible_to(self, person: Person) -> AskQuerySet:
        """Only one's own: who was asked, and what she said, is nobody else's to know."""
        return self.filter(person=person)

    def open_at(self, at: datetime) -> AskQuerySet:
        """Those that still wait for a word, or come back after a "later"."""
        is_back = models.Q(answer=Ask.Answer.LATER, back_at__lte=at)
        return self.filter(models.Q(answer=Ask.Answer.NONE) | is_back)

    def refused(self) -> AskQuerySet:
        """Those she said no to."""
        return self.filter(answer__in=(Ask.Answer.NOT_THIS, Ask.Answer.NEVER))


class Ask(models.Model):
    """One thing asked of one person, once, wherever she reads it, and what she answered."""

    class Kind(models.TextChoices):
        """What is asked."""

        CAMPAIGN = "campaign", _("take part in a campaign")
        OPENING = "opening", _("relay an opening")

    class Channel(models.TextChoices):
        """Where it was put to her; whatever it is, it stands on her page too."""

        PAGE = "page", _("on your page")
        MAIL = "mail", _("by mail")
        CHAT = "chat", _("by chat")

    class Answer(models.TextChoices):
        """What she said."""

        NONE = "", _("no answer")
        YES = "yes", _("yes")
        NOT_THIS = "not_this", _("not this one")
        LATER = "later", _("later")
        NEVER = "never", _("never of this kind")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asks")
    kind = models.CharField(max_length=20, choices=Kind)
    # What it is about, as whoever asks names it: "campaign:open-day".
    about = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel)
    # The calendar month of her zone when she was asked, as "2026-11".
    month = models.CharField(max_length=7)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "about"],
                name="asked_once",
                violation_error_message=_("This was asked already."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-asked_at"], name="ask_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.month}"
