"""What pages made of several capabilities ask."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portevoix.people.models import Person
from portevoix.share.models import Share
from portevoix.share.queries.accounts import Connection, connections_ending


def shared_items_of(person: Person) -> frozenset[int]:
    """The items that she shared or plans to share."""
    own = Share.objects.visible_to(person).exclude(state=Share.State.CANCELLED)
    return frozenset(own.exclude(item=None).values_list("item_id", flat=True))


def endings_for(person: Person, at: datetime) -> list[str]:
    """What she is told, quietly and where she looks anyway, of connections that only she renews."""
    return [_ending(one) for one in connections_ending(person, at)]


def _ending(one: Connection) -> str:
    named = {"network": one.network.name, "days": one.days}
    if not one.days:
        return _("Your connection to %(network)s has ended: agree again, or disconnect it.") % named
    said = ngettext(
        "Your connection to %(network)s ends in %(days)s day: agree again before.",
        "Your connection to %(network)s ends in %(days)s days: agree again before.",
        one.days,
    )
    return said % named
