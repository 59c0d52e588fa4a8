"""What we ask of sharing."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Max, Q

from portevoix.curate.models import Item
from portevoix.govern.models import Consent
from portevoix.govern.queries import READ_BACK
from portevoix.people.models import Organisation, Person
from portevoix.share.models import Account, Draft, Link, ServerApp, Share
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Network
from portevoix.share.rules.reading import READ_AFTER, TOO_LATE


def network_of(share: Share) -> Network:
    """The network that a share is for."""
    return registry.of(share.network)


def short_url(link: Link) -> str:
    """The public address of a short link."""
    return f"{settings.LINK_URL}/l/{link.code}"


def promotes_house(item: Item, house: Organisation | None) -> bool:
    """Whether an item comes from the organisation's own site, so that its people must say so."""
    site = _host_of(house.website) if house else ""
    return bool(site) and _host_of(item.url) in {site, f"blog.{site}"}


def link_text(share: Share) -> str:
    """The short link of a share as it is put into its text."""
    return short_url(share.link)


def shares_of(person: Person) -> list[Share]:
    """All her shares, the latest first."""
    own = Share.objects.visible_to(person).select_related("link", "item", "account")
    return list(own.order_by("-created_at", "-pk"))


def drafts_of(person: Person) -> list[Draft]:
    """What she is writing, the latest first; a page that was only opened is no draft."""
    begun = Draft.objects.visible_to(person).filter(~Q(words="") | Q(pictures__isnull=False))
    return list(begun.select_related("item").distinct().order_by("-saved_at", "-pk"))


def accounts_of(person: Person) -> list[Account]:
    """Her accounts, ready ones first."""
    return list(Account.objects.visible_to(person).order_by("-state", "network", "handle"))


def app_at(host: str) -> ServerApp | None:
    """Our registration at a server, made once for everybody there."""
    return ServerApp.objects.filter(host=host).first()


def questions_for(person: Person) -> list[Share]:
    """Her shares on which she has a word to say."""
    waiting = Share.objects.waiting_for(person).select_related("link", "item")
    return list(waiting.order_by("next_try_at", "pk"))


def shares_to_read(at: datetime, most: int = 20) -> list[Share]:
    """Shares whose reception is to be read now, the longest published first."""
    # Whoever may not be asked about must not stand before the others.
    agreed = Consent.objects.standing().filter(purpose__key=READ_BACK).values("person")
    known = Share.objects.told_by_network(at - TOO_LATE, at).filter(person__in=agreed)
    latest = known.annotate(latest_read_at=Max("receptions__read_at")).order_by("sent_at", "pk")
    due = Q()
    for wait in READ_AFTER:
        is_unread = Q(latest_read_at=None) | Q(latest_read_at__lt=F("sent_at") + wait)
        due |= Q(sent_at__lte=at - wait) & is_unread
    return list(latest.filter(due).select_related("person", "account")[:most])


def _host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
