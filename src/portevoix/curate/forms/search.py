from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.curate.queries.search import EXPIRED, Wishes
from portevoix.people.models import Person, Topic

Choices = list[tuple[str, Any]]

LATELY = {"week": timedelta(days=7), "month": timedelta(days=30), "year": timedelta(days=365)}
_SINCE: Choices = [
    ("", _("at any time")),
    ("week", _("in the last 7 days")),
    ("month", _("in the last 30 days")),
    ("year", _("in the last 12 months")),
]


class SearchForm(forms.Form):
    """What narrows a search; a value that is none of the choices narrows nothing."""

    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("everything")), ("article", _("articles")), ("opening", _("openings"))],
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    since = forms.ChoiceField(label=_("Published"), required=False, choices=_SINCE)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        visible = Item.objects.visible_to(person)
        self._offer("topic", _("all topics"), _topics(person))
        self._offer("language", _("all languages"), _languages(visible))
        self._offer("source", _("all sources"), _sources(visible))

    def wishes(self, at: datetime) -> Wishes:
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        since = LATELY.get(chosen.pop("since", ""))
        return Wishes(since=at - since if since else None, **chosen)

    def _offer(self, name: str, nothing: Any, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *choices]


class WatchSearchForm(SearchForm):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all states")), *Item.State.choices, (EXPIRED, _("expired"))],
    )


def _topics(person: Person) -> Choices:
    topics = Topic.objects.visible_to(person)
    return sorted(((topic.slug, topic.name) for topic in topics), key=_by_name)


def _languages(visible: Any) -> Choices:
    codes = visible.exclude(language="").values_list("language", flat=True).distinct()
    return sorted(((code, _language_name(code)) for code in codes.order_by()), key=_by_name)


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _sources(visible: Any) -> Choices:
    rows = visible.order_by().values_list("source", "source__name").distinct()
    return sorted(((str(key), name) for key, name in rows), key=_by_name)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
