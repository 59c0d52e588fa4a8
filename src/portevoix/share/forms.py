"""What people type when they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person
from portevoix.share.models import Account
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode
from portevoix.share.queries import accounts_of
from portevoix.share.rules.timing import Chosen, local_moment, tonight


@dataclass(frozen=True, slots=True)
class Destination:
    """One place where the words may go: through an account, or by the network's own page."""

    key: str
    network: str
    mode: Mode
    account: Account | None = None


def destinations_for(person: Person) -> dict[str, Destination]:
    """Where she may send her words: her ready accounts first, then every share page."""
    ready = [one for one in accounts_of(person) if one.state == Account.State.READY]
    places = [Destination(f"api-{one.ref}", one.network, Mode.API, one) for one in ready]
    places += [
        Destination(f"intent-{network.key}", network.key, Mode.INTENT)
        for network in registry.ALL
        if Mode.INTENT in network.modes and not network.needs_host
    ]
    return {place.key: place for place in places}


class ComposeForm(forms.Form):
    """One's own words, where they go, and when."""

    words = forms.CharField(
        label=_("What would you tell a colleague about this?"),
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        max_length=10_000,
    )
    places = forms.MultipleChoiceField(label=_("Where"), widget=forms.CheckboxSelectMultiple)
    moment = forms.ChoiceField(
        label=_("When"),
        widget=forms.RadioSelect,
        choices=[
            ("now", _("Now")),
            ("tonight", _("This evening")),
            ("pick", _("At the moment I pick")),
        ],
        initial="now",
    )
    picked = forms.DateTimeField(
        label=_("Moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("In your own time zone."),
    )

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.destinations = destinations_for(person)
        self.zone = ZoneInfo(person.time_zone)
        self.at = at
        places = self.fields["places"]
        assert isinstance(places, forms.MultipleChoiceField)
        places.choices = [(key, _label_of(place)) for key, place in self.destinations.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("moment") == "pick" and not cleaned.get("picked"):
            self.add_error("picked", _("Pick a day and an hour."))
        return cleaned

    def unseen(self, warnings: list[str]) -> list[str]:
        """The warnings that she has not been shown with these very words."""
        return [] if self.data.get("warned_of") == self.cleaned_data["words"] else warnings

    def chosen(self) -> list[Destination]:
        """The destinations that were ticked."""
        return [self.destinations[key] for key in self.cleaned_data["places"]]

    def scheduled_for(self) -> Chosen:
        """The moment that was chosen, and whether the clock change moved it."""
        kind = self.cleaned_data["moment"]
        if kind == "pick":
            return local_moment(self.cleaned_data["picked"].replace(tzinfo=None), self.zone)
        if kind == "tonight":
            return Chosen(tonight(self.at, self.zone))
        return Chosen(self.at)


class WordsForm(forms.Form):
    """One's own words, once more."""

    words = forms.CharField(
        label=_("Your words"), widget=forms.Textarea(attrs={"rows": 6}), max_length=10_000
    )


class PostedForm(forms.Form):
    """The address of what is already published."""

    post_url = forms.URLField(
        label=_("Address of your post"), max_length=1000, assume_scheme="https"
    )


class ServerForm(forms.Form):
    """One's own Mastodon server."""

    server = forms.CharField(
        label=_("Your server"), max_length=253, help_text=_("For example: mastodon.social")
    )


class BlueskyForm(forms.Form):
    """An app password of Bluesky."""

    handle = forms.CharField(label=_("Your handle"), max_length=253)
    app_password = forms.CharField(
        label=_("App password"),
        max_length=100,
        widget=forms.PasswordInput,
        help_text=_("Made in Bluesky under Settings, App passwords. It is used once, never kept."),
    )
    server = forms.CharField(
        label=_("Server"), max_length=253, required=False, help_text=_("Empty: bsky.social")
    )


def _label_of(place: Destination) -> str:
    name = str(registry.of(place.network).name)
    if place.account:
        return f"{name}: {place.account.handle}"
    return f"{name} ({registry.of(place.network).action_label})"
