"""Teams, and who is in them since when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portevoix.people.models.person import Person


class TeamQuerySet(models.QuerySet["Team"]):
    """How teams are read."""

    def visible_to(self, person: Person) -> TeamQuerySet:
        """Everyone who works here sees the teams."""
        return self if person.is_present else self.none()

    def by_name(self) -> TeamQuerySet:
        """In the order of a directory."""
        return self.order_by(Lower("name"), "pk")


class Team(models.Model):
    """A group of people who work together."""

    name = models.CharField(_("name"), max_length=160, unique=True)

    objects = TeamQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """How memberships are read."""

    def visible_to(self, person: Person) -> MembershipQuerySet:
        """Colleagues see who is in which team; one who left sees only her own stays."""
        return self if person.is_present else self.filter(person=person)

    def on(self, day: date) -> MembershipQuerySet:
        """Those that hold on a day (the end day is excluded)."""
        open_ended = models.Q(ended_on=None) | models.Q(ended_on__gt=day)
        started = models.Q(started_on=None) | models.Q(started_on__lte=day)
        return self.filter(started, open_ended)


class Membership(models.Model):
    """One stay of a person in a team, from a day (included) to a day (excluded)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "team", "started_on"], name="one_stay_once"),
            models.UniqueConstraint(
                fields=["person", "team"],
                condition=models.Q(started_on=None),
                name="one_undated_stay_once",
            ),
            models.CheckConstraint(
                condition=models.Q(started_on=None)
                | models.Q(ended_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="a_stay_ends_after_it_starts",
                violation_error_message=_("A stay cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"

    def holds_on(self, day: date) -> bool:
        """Whether this stay holds on a day (the end day is excluded)."""
        has_started = self.started_on is None or self.started_on <= day
        return has_started and (self.ended_on is None or self.ended_on > day)
