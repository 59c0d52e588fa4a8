"""What people type when they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import dates, timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person
from portevoix.share.actions.drafting import Written
from portevoix.share.models import Account, Draft, Share
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode
from portevoix.share.platforms.sign_on import ConsentSignOn, Question
from portevoix.share.queries import accounts_of
from portevoix.share.queries.warnings import Warned
from portevoix.share.rules.timing import Chosen, Hours, local_moment, tonight

# More than anybody writes beside a link.
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Destination:
    """One place where the words may go: through an account, or by the network's own page."""

    key: str
    network: str
    mode: Mode
    account: Account | None = None


def destinations_for(person: Person) -> dict[str, Destination]:
    """Where she may send her words: her ready accounts, then the share pages of the others."""
    ready = [one for one in accounts_of(person) if one.state == Account.State.READY]
    places = [Destination(_through(one), one.network, Mode.API, one) for one in ready]
    connected = {place.network for place in places}
    places += [
        Destination(f"intent-{network.key}", network.key, Mode.INTENT)
        for network in registry.ALL
        if Mode.INTENT in network.modes and not network.needs_host and network.key not in connected
    ]
    return {place.key: place for place in places}


class Words(forms.CharField):
    """Somebody's own words, with the line ends that networks count as one sign."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(max_length=LONGEST, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n")) or ""


class WallClock(forms.DateTimeField):
    """A day and an hour as a clock on the wall shows them, in no zone yet."""

    def to_python(self, value: Any) -> datetime | None:
        # In UTC every wall-clock time exists: what a gap does to it is decided with the zone.
        with timezone.override(UTC):
            read = super().to_python(value)
        return read.replace(tzinfo=None) if read else None


class Clock(forms.TimeInput):
    """An hour of the day, by the browser's own picker."""

    input_type = "time"


class ComposeForm(forms.Form):
    """One's own words, where they go, and when."""

    words = Words(
        label=_("What would you tell a colleague about this?"),
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        error_messages={
            "required": _("Write a few words of your own first: they are what people will read.")
        },
    )
    places = forms.MultipleChoiceField(
        label=_("Where"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one place.")},
    )
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
    picked = WallClock(
        label=_("Moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("In your own time zone."),
    )

    def __init__(
        self, *args: Any, person: Person, at: datetime, draft: Draft | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.destinations = destinations_for(person)
        if draft:
            self.initial.update(words=draft.words, picked=draft.picked)
            self.initial["moment"] = draft.moment or "now"
        ticked = (draft.places if draft else None) or latest_places(person)
        self.initial["places"] = [key for key in ticked if key in self.destinations]
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

    def has_seen(self, warnings: Sequence[Warned]) -> bool:
        """Whether she has been shown these very warnings with these very words."""
        seen = str(self.data.get("warned_of", ""))
        return seen == warned_of(self.cleaned_data["words"], warnings)

    def chosen(self) -> list[Destination]:
        """The destinations that were ticked."""
        return [self.destinations[key] for key in self.cleaned_data["places"]]

    def scheduled_for(self) -> Chosen:
        """The moment that was chosen, and whether the clock change moved it."""
        kind = self.cleaned_data["moment"]
        if kind == "pick":
            return local_moment(self.cleaned_data["picked"], self.zone)
        if kind == "tonight":
            return Chosen(tonight(self.at, self.zone))
        return Chosen(self.at)


class WordsForm(forms.Form):
    """One's own words, once more."""

    words = Words(label=_("Your words"))
    # What these words replace: another page of hers may have changed them meanwhile.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


PICKED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
DAYS = list(enumerate(dates.WEEKDAYS.values()))


class MoveForm(forms.Form):
    """Another moment; none: the same hour a day later."""

    picked = WallClock(
        label=_("Another moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=PICKED[0]),
        input_formats=PICKED,
        help_text=_("In your own time zone."),
    )


class HoursForm(forms.Form):
    """The days and hours in which one is content to be published."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )
    starts = forms.TimeField(label=_("From"), widget=Clock)
    ends = forms.TimeField(label=_("Until"), widget=Clock)

    @classmethod
    def of(cls, hours: Hours) -> HoursForm:
        """The form with the hours as they are."""
        starts, ends = (f"{moment:%H:%M}" for moment in (hours.starts, hours.ends))
        days = sorted(hours.weekdays)
        return cls(initial={"weekdays": days, "starts": starts, "ends": ends})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and starts >= ends:
            self.add_error("ends", _("The end is after the beginning."))
        return cleaned


class PostedForm(forms.Form):
    """The address of what is already published."""

    post_url = forms.URLField(
        label=_("Address of your post"), max_length=1000, assume_scheme="https"
    )


class ServerForm(forms.Form):
    """One's own server; empty means the usual one, on networks that have one."""

    server = forms.CharField(
        label=_("Your server"), max_length=253, help_text=_("For example: mastodon.social")
    )

    def __init__(self, *args: Any, default: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if default:
            self.fields["server"].required = False
            said = _("Empty: %(server)s") % {"server": default}
            self.fields["server"].help_text = said


class TypedForm(forms.Form):
    """What a network asks of who connects by typing; a secret is never shown again."""

    def __init__(self, *args: Any, questions: tuple[Question, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions:
            widget = forms.PasswordInput() if one.is_secret else forms.TextInput()
            self.fields[one.name] = forms.CharField(
                label=str(one.label),
                help_text=str(one.help_text),
                required=one.is_required,
                max_length=1000,
                widget=widget,
            )


class HouseAppForm(forms.Form):
    """The house's application at one network, as its page for developers shows it."""

    client_id = forms.CharField(label=_("Identifier of the application"), max_length=253)
    client_secret = forms.CharField(
        label=_("Its secret"), max_length=1000, required=False, widget=forms.PasswordInput
    )
    products = forms.MultipleChoiceField(
        label=_("What the network granted"), required=False, widget=forms.CheckboxSelectMultiple
    )
    accepts_price = forms.BooleanField(required=False)

    def __init__(self, *args: Any, network: ConsentSignOn, is_kept: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_kept:
            kept = _("It is kept, sealed. Leave this empty to keep it.")
            self.fields["client_secret"].help_text = kept
        products = self.fields["products"]
        assert isinstance(products, forms.MultipleChoiceField)
        products.choices = list(network.products.items())
        if not network.products:
            del self.fields["products"]
        if str(network.price):
            self.fields["accepts_price"].label = str(network.price)
        else:
            del self.fields["accepts_price"]


class SuggestionForm(forms.Form):
    """Words to start from, in one language."""

    words = Words(label=_("Words to start from"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


def warned_of(words: str, warnings: Sequence[Warned]) -> str:
    """What tells these very words with these very warnings from any others."""
    said = [words, *(warning.why for warning in warnings)]
    return sha256("\0".join(said).encode()).hexdigest()


def written_in(posted: QueryDict) -> Written:
    """What a page sends of what is being written, whole or not, right or not."""
    seen = posted.get("seen", "")
    alts = {
        int(name.removeprefix("alt-")): str(alt)
        for name, alt in posted.items()
        if name.startswith("alt-") and name[4:].isascii() and name[4:].isdigit()
    }
    return Written(
        words=posted.get("words", "").replace("\r\n", "\n")[:LONGEST].strip(),
        tab=posted.get("tab", ""),
        seen=int(seen) if seen.isascii() and seen.isdigit() else 0,
        places=tuple(posted.getlist("places")),
        moment=posted.get("moment", "")[:10],
        picked=posted.get("picked", ""),
        alts=alts,
    )


def latest_places(person: Person) -> list[str]:
    """The keys of the places where her latest words went."""
    composed = Share.objects.visible_to(person).exclude(mode=Share.Mode.DECLARED)
    latest = composed.order_by("-created_at").values_list("created_at", flat=True)[:1]
    places = composed.filter(created_at__in=latest).select_related("account")
    return [_key_of(share) for share in places]


def _key_of(share: Share) -> str:
    return _through(share.account) if share.account else f"intent-{share.network}"


def _through(account: Account) -> str:
    # The page shows the counter of a network while a place that begins with it is ticked.
    return f"api-{account.network}-{account.ref}"


def _label_of(place: Destination) -> str:
    name = registry.of(place.network).name
    how = str(_("you publish on its own page"))
    if place.account:
        how = _("published for you, as %(handle)s") % {"handle": place.account.handle}
    return format_html('{} <span class="small soft">{}</span>', name, how)
