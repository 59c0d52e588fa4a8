"""Campaigns: what the house would like to be heard on, and until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Audience, Item
from portevoix.people.models import Person, Topic


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """How campaigns are read."""

    def visible_to(self, person: Person) -> CampaignQuerySet:
        """Programme managers see all; whoever works here, those that were begun."""
        if person.may_enter("programme"):
            return self
        return self.begun() if person.is_present else self.none()

    def begun(self) -> CampaignQuerySet:
        """Those that left the drawer, whatever became of them."""
        return self.exclude(state=Campaign.State.DRAFT)

    def open_on(self, day: date) -> CampaignQuerySet:
        """Those that run on a day (the end day is excluded)."""
        return self.filter(state=Campaign.State.RUNNING, starts_on__lte=day, ends_on__gt=day)

    def meant_for(self, person: Person, at: datetime) -> CampaignQuerySet:
        """Those whose audience she belongs to."""
        hers = Audience.objects.all().with_in_it(person, at).values("pk")
        return self.filter(models.Q(audience=None) | models.Q(audience__in=hers))


class Campaign(models.Model):
    """One intention of the house: to be heard on something, from a day to a day."""

    class Goal(models.TextChoices):
        """What it is to bring."""

        EMPLOYER_BRAND = "employer_brand", _("employer brand")
        RECRUITING = "recruiting", _("recruiting")
        VISIBILITY = "visibility", _("visibility")
        TRAFFIC = "traffic", _("traffic")
        BUSINESS = "business", _("business")

    class State(models.TextChoices):
        """What was decided of it; whether its days have come is read from its dates."""

        DRAFT = "draft", _("in preparation")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        RECALLED = "recalled", _("recalled")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    goal = models.CharField(_("goal"), max_length=20, choices=Goal)
    intention = models.TextField(_("intention"), blank=True)
    starts_on = models.DateField(_("first day"))
    # Excluded: the first day on which it runs no more.
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # Whom it is for; none: everyone who works here.
    audience = models.OneToOneField(
        Audience, on_delete=models.SET_NULL, null=True, blank=True, related_name="campaign"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    items = models.ManyToManyField(Item, blank=True, related_name="campaigns")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    # Why it was recalled, as those who had planned something of it read it.
    recalled_for = models.CharField(max_length=300, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="a_campaign_ends_after_it_starts",
                violation_error_message=_("A campaign ends after it starts."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="recalled") | ~models.Q(recalled_for=""),
                name="recalled_says_why",
                violation_error_message=_("Say why it is recalled."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "ends_on"], name="campaign_open")]

    def __str__(self) -> str:
        return self.name
