"""Referrals: applications that came by somebody's link, without a word on the candidate."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.people.models.person import new_ref
from portevoix.share.models.link import Link


class Step(models.TextChoices):
    """What an application may come to (see rules.referrals)."""

    APPLICATION = "application", _("application")
    INTERVIEW = "interview", _("interview")
    HIRE = "hire", _("hire")
    CLOSED = "closed", _("closed")


class Provenance(models.TextChoices):
    """Who told a step, or how a code came."""

    OWN_LINK = "own_link", _("own link")
    WEBHOOK = "webhook", _("recruiting system")
    API = "api", _("recruiting system, by key")
    CSV = "csv", _("file")
    BY_HAND = "by_hand", _("entered by hand")


class RelayQuerySet(models.QuerySet["Relay"]):
    """How relays are read."""

    def visible_to(self, person: Person) -> RelayQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class Relay(models.Model):
    """One person passes one opening on by a link of her own, to whom she likes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relays")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="relays")
    link = models.OneToOneField(Link, on_delete=models.CASCADE, related_name="relay")
    made_at = models.DateTimeField()

    objects = RelayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "item"], name="one_link_an_opening_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} relays {self.item_id}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    """How referrals are read."""

    def visible_to(self, person: Person) -> ReferralQuerySet:
        """Only those that came by one's own links."""
        return self.filter(person=person)


class Referral(models.Model):
    """One application that came by one person's link; the candidate is a keyed digest, no more."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="referrals")
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )
    # As the opening was called then: boards forget what was filled.
    title = models.CharField(max_length=300, blank=True)
    application_digest = models.CharField(max_length=64, unique=True)
    # How the code came to the application: with it, or attached afterwards.
    provenance = models.CharField(max_length=10, choices=Provenance)
    applied_at = models.DateTimeField()
    told_at = models.DateTimeField()

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-told_at"], name="referral_of_person"),
            models.Index(fields=["told_at"], name="referral_told"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.ref}"


class ReferralStep(models.Model):
    """One dated step of one application; without a referral it waits for its code, 30 days."""

    referral = models.ForeignKey(
        Referral, null=True, blank=True, on_delete=models.CASCADE, related_name="steps"
    )
    application_digest = models.CharField(max_length=64)
    step = models.CharField(max_length=12, choices=Step)
    happened_at = models.DateTimeField()
    told_at = models.DateTimeField()
    provenance = models.CharField(max_length=10, choices=Provenance)

    class Meta:
        constraints: ClassVar = [
            # Told twice, by whatever ways, it happened once.
            models.UniqueConstraint(
                fields=["application_digest", "step"], name="one_step_once_an_application"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["told_at"], condition=models.Q(referral=None), name="step_without_code"
            ),
            models.Index(fields=["step", "told_at"], name="step_told"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.application_digest[:8]}"
