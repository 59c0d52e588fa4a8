"""Those who left and have something here that must not outlive their leaving."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from portevoix.people.models import Person
from portevoix.share.models import Account, Share
from portevoix.share.models.account import AccountQuerySet
from portevoix.share.models.share import ShareQuerySet


def departed_with_something_open() -> list[Person]:
    """Those who left and whose tokens can be erased, or whose planned shares are not cancelled."""
    accounts = open_accounts().filter(person=OuterRef("pk"))
    shares = cancellable_shares().filter(person=OuterRef("pk"))
    return list(Person.objects.departed().filter(Exists(accounts) | Exists(shares)).order_by("pk"))


def open_accounts() -> AccountQuerySet:
    """Accounts that hold a token, and through which nothing is leaving or may have left.

    Only the network can tell whether a share in flight was published, and only to its token: it
    is looked for first, a day at most.
    """
    in_flight = [Share.State.CLAIMED, Share.State.SENDING, Share.State.UNKNOWN]
    awaited = Share.objects.filter(account=OuterRef("pk"), state__in=in_flight)
    holding = Account.objects.exclude(sealed_access="", sealed_refresh="")
    return holding.filter(~Exists(awaited))


def cancellable_shares() -> ShareQuerySet:
    """Shares that have not begun to leave: planned ones, and questions about what was planned."""
    asked = Q(state=Share.State.ASK_PERSON, sending_at=None)
    return Share.objects.filter(Q(state=Share.State.SCHEDULED) | asked)
