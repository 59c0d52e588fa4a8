"""What `share` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portevoix.lib.personal_data import Keeping, Row
from portevoix.people.models import Person
from portevoix.share.models import Account, Click, Link, Reception, Share, Suggestion

_SHARE = (
    "network", "mode", "words", "target_url", "state", "created_at", "scheduled_for", "sent_at",
    "external_url", "problem",
)  # fmt: skip
_ACCOUNT = ("network", "host", "handle", "state", "connected_at")
_RECEPTION = ("share__external_url", "read_at", "likes", "reshares", "comments", "quotes")


class Holder:
    """The holder of `share`."""

    app = "share"
    tables: Mapping[str, Keeping] = {
        "share.Account": Keeping("to publish for her, as long as she is connected", None, "delete"),
        "share.Share": Keeping("what she said, and what became of it", None, "delete"),
        "share.Link": Keeping("the short link of each share", None, "delete"),
        "share.Click": Keeping("clicks on her links, without any visitor", 750, "delete"),
        "share.Reception": Keeping("what networks told of her posts", None, "delete"),
        "share.Suggestion": Keeping("words she offered to colleagues", None, "anonymise"),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name; never a token."""
        clicks = Click.objects.filter(link__share__person=person)
        links = Link.objects.filter(share__person=person)
        return {
            "share.Account": list(Account.objects.filter(person=person).values(*_ACCOUNT)),
            "share.Share": list(Share.objects.filter(person=person).values(*_SHARE)),
            "share.Link": list(links.values("code", "target_url", "created_at", "disabled_at")),
            "share.Click": list(clicks.values("link__code", "at", "verdict", "is_double")),
            "share.Reception": list(
                Reception.objects.visible_to(person).order_by("read_at").values(*_RECEPTION)
            ),
            "share.Suggestion": list(
                Suggestion.objects.filter(by=person).values("words", "language", "created_at")
            ),
        }

    @transaction.atomic
    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers: nothing planned leaves, no token stays, no link answers."""
        Suggestion.objects.filter(by=person).update(by=None)
        Share.objects.filter(person=person).delete()
        Account.objects.filter(person=person).delete()


HOLDER = Holder()
