"""Whom something of the watch is for."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.rules.audiences import as_codes, marked
from portevoix.lib.periods import day_in
from portevoix.people.models import Membership, Person, Team


class AudienceQuerySet(models.QuerySet["Audience"]):
    """How audiences are read."""

    def visible_to(self, person: Person) -> AudienceQuerySet:
        """Programme managers see them."""
        return self if person.may_enter("programme") else self.none()

    def with_in_it(self, person: Person, at: datetime) -> AudienceQuerySet:
        """Those that a person belongs to at a moment."""
        stays = Membership.objects.filter(person=person).on(day_in(at))
        is_in_team = models.Q(pk__in=self.filter(teams__in=stays.values("team")).values("pk"))
        return self.filter(
            models.Q(teams=None) | is_in_team,
            models.Q(countries="") | models.Q(countries__contains=marked(person.country)),
            models.Q(languages="") | models.Q(languages__contains=marked(person.language)),
        )


class Audience(models.Model):
    """Whom one source, or one item, is for; what is empty excludes nobody."""

    teams = models.ManyToManyField(Team, blank=True, related_name="+", verbose_name=_("teams"))
    # Codes between commas, as ",fr,be,": one LIKE finds one, in every database.
    countries = models.CharField(_("countries"), max_length=400, blank=True)
    languages = models.CharField(_("languages"), max_length=40, blank=True)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(countries="") | models.Q(countries__startswith=","),
                name="countries_between_commas",
            ),
            models.CheckConstraint(
                condition=models.Q(languages="") | models.Q(languages__startswith=","),
                name="languages_between_commas",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.countries}{self.languages}"

    @property
    def country_codes(self) -> tuple[str, ...]:
        """The countries, as ISO 3166-1 codes of two small letters."""
        return as_codes(self.countries)

    @property
    def language_codes(self) -> tuple[str, ...]:
        """The languages, as the interface names them."""
        return as_codes(self.languages)
