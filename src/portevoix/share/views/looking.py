"""How a text will look where it goes, and what its author should know: said by the server alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.people.queries import organisation
from portevoix.share.forms import LONGEST, Destination, warned_of
from portevoix.share.models import Draft, Picture
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Limits, Mode, Network
from portevoix.share.queries import promotes_house
from portevoix.share.queries.limits import limits_for
from portevoix.share.queries.pictures import pictures_in
from portevoix.share.queries.warnings import disclosure_phrase, warnings_on
from portevoix.share.rules.codes import LENGTH
from portevoix.share.rules.disclosure import is_disclosed
from portevoix.share.rules.previews import MANNERS, PLAIN, Card, Folded, Piece, shown_on

# As long as any link of ours: texts are measured with it, and it gets a code when they are shared.
SAMPLE_LINK = f"{settings.LINK_URL}/l/{'a' * LENGTH}"


def look_of(
    words: str, places: Sequence[Destination], item: Item, person: Person, draft: Draft | None
) -> dict[str, Any]:
    """What stands beside the words, for these words and these places."""
    pictures = pictures_in(draft)
    warnings = warnings_on(words, item, person, pictures)
    return {
        "item": item,
        "draft": draft,
        "pictures": pictures,
        "card": card_of(item),
        "previews": [_preview(place, words, item, pictures) for place in _distinct(places)],
        "counters": _counters(words, places),
        "warnings": warnings,
        "warned_of": warned_of(words, warnings) if warnings else "",
        "disclosure": _disclosure(words, item, person),
        "discloses": any(one.key == "disclosure" for one in warnings),
    }


def card_of(item: Item) -> dict[str, str]:
    """The card of the page that words will point to."""
    return {
        "title": item.title,
        "description": item.summary,
        "site": (urlsplit(item.url).hostname or "").removeprefix("www."),
        "image": reverse("curate:picture", args=[item.pk]) if item.picture else "",
    }


def _distinct(places: Sequence[Destination]) -> list[Destination]:
    # Two accounts on one server show a text alike.
    seen = dict[tuple[str, str], Destination]()
    for place in places:
        seen.setdefault((place.network, place.account.host if place.account else ""), place)
    return list(seen.values())


def _preview(
    place: Destination, words: str, item: Item, pictures: list[Picture]
) -> dict[str, object]:
    network, manner = registry.of(place.network), MANNERS.get(place.network, PLAIN)
    text = network.compose(words, SAMPLE_LINK)
    travels = bool(pictures) and place.mode is Mode.API
    card = card_of(item)
    if manner.card is Card.WORDS:
        card["image"] = ""
    return {
        "network": network.name,
        "key": network.key,
        "handle": place.account.handle if place.account else "",
        "shown": _with_readable_link(shown_on(network.key, text)),
        "limits": limits_for(network, place.account),
        "room": limits_for(network, place.account).room_in(text),
        "pictures": pictures if travels else [],
        # Where pictures are, these networks show no card; the link stays in the words.
        "card": None if travels else card,
        "is_small": manner.card is Card.SMALL,
        "leaves_pictures": bool(pictures) and not travels,
    }


def _with_readable_link(shown: Folded) -> Folded:
    """The link has no code yet: a sign that something comes stands for it."""

    def readable(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        site = SAMPLE_LINK.partition("://")[2].rpartition("/")[0]
        return tuple(Piece(one.kind, one.text.replace(SAMPLE_LINK, f"{site}/…")) for one in pieces)

    return Folded(readable(shown.seen), readable(shown.hidden))


def _counters(words: str, places: Sequence[Destination]) -> list[dict[str, object]]:
    if places:
        chosen = [(registry.of(place.network), place) for place in _distinct(places)]
        limits = [(one, limits_for(one, place.account)) for one, place in chosen]
    else:
        limits = [(one, one.limits) for one in registry.ALL]
    return [_counter(one, words, limit) for one, limit in limits if 0 < limit.maximum < LONGEST]


def _counter(network: Network, words: str, limits: Limits) -> dict[str, object]:
    room = limits.room_in(network.compose(words, SAMPLE_LINK))
    # Without words there is no empty line before the link yet: it is counted from the first word.
    gap = 0 if words.strip() else len("\n\n")
    return {"key": network.key, "network": network.name, "left": room.maximum - room.length - gap}


def _disclosure(words: str, item: Item, person: Person) -> dict[str, str] | None:
    house = organisation()
    if not house or not promotes_house(item, house) or is_disclosed(words, (house.name,)):
        return None
    return {"house": house.name, "phrase": disclosure_phrase(house, person.language)}
