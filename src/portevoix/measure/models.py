"""What is stored of measures: caches over facts, with their watermarks, and closed months."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person, Team
from portevoix.share.models import Share
from portevoix.share.models.referral import Step


class Fill(models.Model):
    """How far one measure has read the facts; `started_at` set: it has not caught up yet."""

    measure = models.SlugField(max_length=40, unique=True)
    read_until = models.PositiveBigIntegerField(default=0)
    # When it had last caught up with every fact: the "as of" of its figures.
    filled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.measure} until {self.read_until}"


class ClickDayQuerySet(models.QuerySet["ClickDay"]):
    """How days of clicks are read."""

    def visible_to(self, person: Person) -> ClickDayQuerySet:
        """Only those of one's own shares."""
        return self.filter(share__person=person)


class ClickDay(models.Model):
    """The clicks on one share's link on one UTC day, by verdict, doubles left out."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="click_days")
    day = models.DateField()
    humans = models.PositiveIntegerField(default=0)
    unknowns = models.PositiveIntegerField(default=0)
    robots = models.PositiveIntegerField(default=0)

    objects = ClickDayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["share", "day"], name="one_click_day"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["day"], name="click_day_of"),
        ]

    def __str__(self) -> str:
        return f"{self.share_id} {self.day}"


class PeriodMember(models.Model):
    """Who was in which team in a closed month, frozen; no team: she counts in the total only."""

    month = models.DateField()
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "person"], name="one_team_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.team_id}"


class GroupFigureQuerySet(models.QuerySet["GroupFigure"]):
    """How figures of groups are read."""

    def visible_to(self, person: Person) -> GroupFigureQuerySet:
        """Those who answer for the programme, and those who watch over it."""
        may = person.may_enter("programme") or person.may_enter("desk")
        return self if may else self.none()


class GroupFigure(models.Model):
    """One figure of one group in a closed month, shown or withheld: a team, or all (no team)."""

    class Figure(models.TextChoices):
        """What is summed over the group."""

        SHARES = "shares", _("publications")
        VISITS = "visits", _("visits")

    month = models.DateField()
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    figure = models.CharField(max_length=10, choices=Figure)
    is_released = models.BooleanField()
    low = models.PositiveIntegerField(null=True, blank=True)
    high = models.PositiveIntegerField(null=True, blank=True)
    # How many voices were needed when the month was closed.
    minimum = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()

    objects = GroupFigureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month", "team", "figure"], name="one_cell_a_team_and_month"
            ),
            models.UniqueConstraint(
                fields=["month", "figure"],
                condition=models.Q(team=None),
                name="one_total_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(is_released=True, low__isnull=False, high__gte=models.F("low"))
                | models.Q(is_released=False, low__isnull=True, high__isnull=True),
                name="withheld_cells_hold_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.team_id} {self.figure}"


class FunnelFigureQuerySet(models.QuerySet["FunnelFigure"]):
    """How figures of the funnel are read."""

    def visible_to(self, person: Person) -> FunnelFigureQuerySet:
        """Those who answer for the programme, and those who watch over it."""
        may = person.may_enter("programme") or person.may_enter("desk")
        return self if may else self.none()


class FunnelFigure(models.Model):
    """One step of referrals told in a closed month, at one opening or at all others (no title)."""

    month = models.DateField()
    # The opening's name, not its row: boards forget what was filled.
    title = models.CharField(max_length=300, blank=True)
    step = models.CharField(max_length=12, choices=Step)
    # None: withheld, for too few people stand behind it.
    count = models.PositiveIntegerField(null=True, blank=True)
    minimum = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()

    objects = FunnelFigureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month", "title", "step"], name="one_line_an_opening_and_step"
            ),
            models.CheckConstraint(
                condition=models.Q(title="") | models.Q(count__isnull=False),
                name="an_opening_named_is_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.step}"
