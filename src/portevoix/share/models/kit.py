"""Kits: what helps people speak in their own way at the time of a campaign."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person
from portevoix.people.models.language import Language
from portevoix.share.models.campaign import Campaign


class KitQuerySet(models.QuerySet["Kit"]):
    """How kits are read."""

    def visible_to(self, person: Person) -> KitQuerySet:
        """Whoever sees the campaign."""
        return self.filter(campaign__in=Campaign.objects.visible_to(person))


class Kit(models.Model):
    """The kit of one campaign in one language."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="kits")
    language = models.CharField(_("language"), max_length=8, choices=Language)
    hashtags = models.CharField(_("hashtags"), max_length=200, blank=True)
    # One thing a line.
    dos = models.TextField(_("do"), blank=True)
    donts = models.TextField(_("rather not"), blank=True)
    answering = models.TextField(_("how to answer reactions"), blank=True)

    objects = KitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "language"], name="one_kit_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.language}"


class KitTextQuerySet(models.QuerySet["KitText"]):
    """How texts are read."""

    def visible_to(self, person: Person) -> KitTextQuerySet:
        """Whoever sees the campaign."""
        return self.filter(kit__in=Kit.objects.visible_to(person))


class KitText(models.Model):
    """A few words to start from, for one network or for any."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="texts")
    # Empty: any network.
    network = models.CharField(_("network"), max_length=20, blank=True)
    words = models.TextField(_("words"))

    objects = KitTextQuerySet.as_manager()

    def __str__(self) -> str:
        return self.words[:40]


class VisualQuerySet(models.QuerySet["Visual"]):
    """How visuals are read."""

    def visible_to(self, person: Person) -> VisualQuerySet:
        """Whoever sees the campaign."""
        return self.filter(kit__in=Kit.objects.visible_to(person))


class Visual(models.Model):
    """A picture to go with one's words: our own safe copy, and what it shows in words."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="visuals")
    # The name of our copy on disk.
    picture = models.CharField(max_length=80)
    alt = models.CharField(_("what the picture shows"), max_length=300)

    objects = VisualQuerySet.as_manager()

    def __str__(self) -> str:
        return self.alt[:40]


class MomentQuerySet(models.QuerySet["Moment"]):
    """How moments are read."""

    def visible_to(self, person: Person) -> MomentQuerySet:
        """Whoever sees the campaign."""
        return self.filter(kit__in=Kit.objects.visible_to(person))


class Moment(models.Model):
    """One day of the campaign on which there is something to speak of."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="moments")
    on = models.DateField(_("day"))
    words = models.CharField(_("what happens"), max_length=200)

    objects = MomentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.on} {self.words[:40]}"
