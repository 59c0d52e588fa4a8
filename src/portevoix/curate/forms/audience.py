from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Audience
from portevoix.lib.countries import country_name
from portevoix.people.models import Person, Team
from portevoix.people.models.language import Language
from portevoix.people.queries import countries_of_colleagues


class AudienceForm(forms.Form):
    """Whom a source or an item is for; of many teams, the chosen stand first."""

    teams: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Teams"),
        help_text=_("None chosen: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        help_text=_("Where your colleagues work; none chosen: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("Those in which colleagues read Portevoix; none chosen: both."),
        required=False,
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, person: Person, audience: Audience | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        chosen = list(audience.teams.all()) if audience else []
        self._fill_teams(Team.objects.visible_to(person), [team.pk for team in chosen])
        self._fill_countries(person, audience.country_codes if audience else ())
        self.fields["languages"].initial = audience.language_codes if audience else ()

    def wishes(self) -> dict[str, list[Any]]:
        """What is asked of `set_audience`."""
        given = self.cleaned_data
        names = ("teams", "countries", "languages")
        return {name: list(given.get(name, ())) for name in names}

    def _fill_teams(self, visible: Any, chosen: list[int]) -> None:
        field = self.fields["teams"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset, field.initial = visible, chosen
        rows = [(team.pk, team.name) for team in visible.by_name()]
        field.choices = sorted(rows, key=lambda row: row[0] not in chosen)
        if not rows:
            del self.fields["teams"]

    def _fill_countries(self, person: Person, chosen: tuple[str, ...]) -> None:
        field, language = self.fields["countries"], get_language() or "en"
        assert isinstance(field, forms.MultipleChoiceField)
        codes = {*countries_of_colleagues(person), *chosen}
        named = {code: country_name(code, language) for code in codes}
        field.choices = [(code, named[code]) for code in sorted(codes, key=named.__getitem__)]
        field.initial = list(chosen)
        if not codes:
            del self.fields["countries"]
