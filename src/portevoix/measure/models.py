"""What is stored of measures: caches over facts, with their watermarks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portevoix.people.models import Person, Team
from portevoix.share.models import Share


class Fill(models.Model):
    """How far one measure has read the facts; `started_at` set: a fill was interrupted."""

    measure = models.SlugField(max_length=40, unique=True)
    read_until = models.PositiveBigIntegerField(default=0)
    filled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.measure} until {self.read_until}"


class ClickDay(models.Model):
    """The clicks on one share's link on one UTC day, by verdict, doubles left out."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="click_days")
    day = models.DateField()
    humans = models.PositiveIntegerField(default=0)
    unknowns = models.PositiveIntegerField(default=0)
    robots = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["share", "day"], name="one_click_day"),
        ]

    def __str__(self) -> str:
        return f"{self.share_id} {self.day}"


class Reading(models.Model):
    """What a network said of one publication at one moment; null is never zero."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="readings")
    read_at = models.DateTimeField()
    likes = models.PositiveIntegerField(null=True, blank=True)
    reposts = models.PositiveIntegerField(null=True, blank=True)
    replies = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["share", "-read_at"], name="reading_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.share_id} at {self.read_at}"


class PeriodMember(models.Model):
    """Who was in which team in a closed period, frozen: joiners and leavers cannot be subtracted."""

    month = models.DateField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "person"], name="one_team_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.team_id}"


class GroupFigure(models.Model):
    """One released or withheld cell of a closed month: a team's, or everyone's (team empty)."""

    month = models.DateField()
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    is_released = models.BooleanField()
    shares = models.PositiveIntegerField(null=True, blank=True)
    clicks = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "team"], name="one_cell_a_team_and_month"),
            models.UniqueConstraint(
                fields=["month"], condition=models.Q(team=None), name="one_total_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(is_released=True)
                | models.Q(shares__isnull=True, clicks__isnull=True),
                name="withheld_cells_hold_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.team_id}"
