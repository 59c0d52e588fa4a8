"""What `share` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portevoix.govern.queries import oldest_click_day
from portevoix.lib.periods import day_in, day_of
from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.people.models import Person
from portevoix.people.queries import long_gone
from portevoix.share.models import Account, Campaign, Click, Link, Reception, Share, Suggestion

YEARS_3 = 3 * 365
# 25 months: the ceiling the CNIL recommends for audience measurement.
MONTHS_25 = 760
# Nothing waits for these any more; whatever is planned or leaving never goes by its age.
OVER = (Share.State.SENT, Share.State.CANCELLED, Share.State.ASK_PERSON)
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
        "share.Share": Keeping("what she said and what became of it", YEARS_3, "delete", "publish"),
        "share.Link": Keeping("her short links", YEARS_3, "delete", "publish"),
        "share.Click": Keeping("clicks on her links, no visitor", MONTHS_25, "delete", "links"),
        "share.Reception": Keeping(
            "what networks told of her posts", MONTHS_25, "delete", "read_back"
        ),
        "share.Suggestion": Keeping("words she offered to colleagues", None, "anonymise"),
        "share.Campaign": Keeping("campaigns she prepared", None, "anonymise"),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name; never a token."""
        clicks = Click.objects.filter(link__person=person)
        links = Link.objects.visible_to(person)
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
            "share.Campaign": list(
                Campaign.objects.filter(created_by=person).values("name", "goal", "created_at")
            ),
        }

    @transaction.atomic
    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers: nothing planned leaves, no token stays, no link answers."""
        Suggestion.objects.filter(by=person).update(by=None)
        Campaign.objects.filter(created_by=person).update(created_by=None)
        Share.objects.filter(person=person).delete()
        Link.objects.visible_to(person).delete()
        Account.objects.filter(person=person).delete()

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Delete old shares with all that hangs on them, old links, clicks and figures.

        Whoever left too long ago is forgotten here whole. What is still planned never goes by age.
        """
        gone = long_gone(limits)
        offered = Suggestion.objects.filter(by__in=gone).update(by=None)
        prepared = Campaign.objects.filter(created_by__in=gone).update(created_by=None)
        shares = Share.objects.filter(_is_past(limits["share.Share"]) | Q(person__in=gone))
        # The link of a share goes with it: it may be followed as long as the share is kept.
        alone = Link.objects.filter(share=None)
        links = alone.filter(Q(created_at__lt=limits["share.Link"]) | Q(person__in=gone))
        # Whole days: what is counted of a day can be counted again.
        first_day = max(day_in(limits["share.Click"]), oldest_click_day(at))
        deleted = [
            shares.delete(),
            links.delete(),
            Account.objects.filter(person__in=gone).delete(),
            Click.objects.filter(at__lt=day_of(first_day).start).delete(),
            Reception.objects.filter(read_at__lt=limits["share.Reception"]).delete(),
        ]
        return offered + prepared + sum(rows for rows, _of_each in deleted)


HOLDER = Holder()


def _is_past(limit: datetime) -> Q:
    is_sent_earlier = Q(sent_at=None) | Q(sent_at__lt=limit)
    return is_sent_earlier & Q(state__in=OVER, created_at__lt=limit, scheduled_for__lt=limit)
