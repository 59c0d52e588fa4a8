"""The referral bonus: what the house promises, and what it owes to whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.people.models import Person, Role
from portevoix.people.models.person import new_ref
from portevoix.share.models.referral import Referral


class BonusPromiseQuerySet(models.QuerySet["BonusPromise"]):
    """How promises are read."""

    def visible_to(self, person: Person) -> BonusPromiseQuerySet:
        """A promise is made to everyone who works here."""
        return self if person.is_present else self.none()

    def standing(self) -> BonusPromiseQuerySet:
        """Those in force."""
        return self.filter(ended_at=None)


class BonusPromise(models.Model):
    """What is paid for a hire, for one opening or for all (no opening), from one day to another."""

    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.CASCADE, related_name="bonus_promises"
    )
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    trial_months = models.PositiveSmallIntegerField(_("months of trial"), default=4)
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BonusPromiseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="a_bonus_is_something",
                violation_error_message=_("A bonus is more than nothing."),
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(ended_at=None),
                name="one_standing_promise_an_opening",
            ),
            models.UniqueConstraint(
                fields=["currency"],
                condition=models.Q(ended_at=None, item=None),
                name="one_standing_promise_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class BonusQuerySet(models.QuerySet["Bonus"]):
    """How bonuses are read."""

    def visible_to(self, person: Person) -> BonusQuerySet:
        """One's own; HR sees those whose owner agreed to be named."""
        own = models.Q(person=person)
        if person.has_role([Role.Name.HR]):
            return self.filter(own | models.Q(agreed_at__isnull=False))
        return self.filter(own)


class Bonus(models.Model):
    """What one hire owes to the person whose link brought it; due when the trial has passed."""

    class State(models.TextChoices):
        """Where it stands; that its day has come is a question to the calendar."""

        PROMISED = "promised", _("promised")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", _("cancelled")

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bonuses")
    referral = models.OneToOneField(
        Referral, null=True, blank=True, on_delete=models.SET_NULL, related_name="bonus"
    )
    title = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3)
    condition = models.CharField(max_length=300, blank=True)
    hired_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PROMISED)
    # Until she agrees, nobody but her knows of it.
    agreed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    promised_at = models.DateTimeField()

    objects = BonusQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(agreed_at__isnull=False),
                name="nobody_is_paid_unasked",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="bonus_due")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.state}"
