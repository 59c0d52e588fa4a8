"""What `share` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from portevoix.govern.queries import oldest_click_day
from portevoix.lib.periods import day_in, day_of
from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.people.models import Person
from portevoix.people.queries import long_gone
from portevoix.share.actions.revoking import hand_back
from portevoix.share.models import (
    Account,
    Bonus,
    Campaign,
    Click,
    Draft,
    Link,
    OwnHours,
    Picture,
    Reception,
    Referral,
    Relay,
    Share,
    StepFile,
    Suggestion,
    TextMark,
)

YEARS_2 = 2 * 365
YEARS_3 = 3 * 365
# French employers keep what concerns pay for five years (L3243-4 of the labour code).
YEARS_5 = 5 * 365
# 25 months: the ceiling the CNIL recommends for audience measurement.
MONTHS_25 = 760
# Nothing waits for these any more; whatever is planned or leaving never goes by its age.
OVER = (Share.State.SENT, Share.State.CANCELLED, Share.State.ASK_PERSON)
_SHARE = (
    "network", "campaign__slug", "mode", "words", "target_url", "state", "created_at",
    "scheduled_for", "sent_at", "external_url", "problem",
)  # fmt: skip
_REFERRAL = ("title", "applied_at", "told_at", "provenance")
_BONUS = (
    "title", "amount", "currency", "condition", "hired_on", "due_on", "state", "agreed_at",
    "declined_at", "settled_at",
)  # fmt: skip
_ACCOUNT = ("network", "host", "handle", "state", "connected_at")
_DRAFT = ("item__title", "words", "other_words", "places", "moment", "picked", "saved_at")
_RECEPTION = ("share__external_url", "read_at", "likes", "reshares", "comments", "quotes")


class Holder:
    """The holder of `share`."""

    app = "share"
    tables: Mapping[str, Keeping] = {
        "share.Account": Keeping("to publish for her, as long as she is connected", None, "delete"),
        "share.Share": Keeping("what she said and what became of it", YEARS_3, "delete", "publish"),
        "share.OwnHours": Keeping("the hours she chose for her shares", None, "delete"),
        "share.Link": Keeping("her short links", YEARS_3, "delete", "publish"),
        "share.Click": Keeping("clicks on her links, no visitor", MONTHS_25, "delete", "links"),
        "share.Reception": Keeping(
            "what networks told of her posts", MONTHS_25, "delete", "read_back"
        ),
        "share.Draft": Keeping("what she is writing, so that nothing is lost", 14, "delete"),
        "share.Picture": Keeping("the pictures of her drafts and shares", 90, "delete", "publish"),
        "share.TextMark": Keeping(
            "to find near copies of what she said", YEARS_3, "delete", "publish"
        ),
        "share.Relay": Keeping("openings she passed on", YEARS_2, "delete", "referrals"),
        "share.Referral": Keeping(
            "what came by her links to openings", YEARS_2, "delete", "referrals"
        ),
        "share.Bonus": Keeping("what hires owe her", YEARS_5, "delete"),
        "share.StepFile": Keeping("a file of steps she looks at", 1, "delete"),
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
            "share.OwnHours": list(
                OwnHours.objects.visible_to(person).values("weekdays", "starts", "ends")
            ),
            "share.Link": list(links.values("code", "target_url", "created_at", "disabled_at")),
            "share.Click": list(clicks.values("link__code", "at", "verdict", "is_double")),
            "share.Reception": list(
                # LinkedIn's terms keep its figures on the page where she reads them.
                Reception.objects.visible_to(person)
                .exportable()
                .order_by("read_at")
                .values(*_RECEPTION)
            ),
            "share.Draft": list(Draft.objects.filter(person=person).values(*_DRAFT)),
            "share.Picture": [_picture_row(one) for one in Picture.objects.visible_to(person)],
            "share.TextMark": list(
                TextMark.objects.filter(share__person=person)
                .values("share_id")
                .annotate(runs=Count("pk"))
            ),
            "share.Relay": list(
                Relay.objects.visible_to(person).values("item__title", "link__code", "made_at")
            ),
            "share.Referral": list(Referral.objects.visible_to(person).values(*_REFERRAL)),
            "share.Bonus": list(Bonus.objects.filter(person=person).values(*_BONUS)),
            "share.StepFile": list(StepFile.objects.filter(owner=person).values("sent_at")),
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
        Draft.objects.filter(person=person).delete()
        Campaign.objects.filter(created_by=person).update(created_by=None)
        Bonus.objects.filter(person=person).delete()
        Referral.objects.filter(person=person).delete()
        StepFile.objects.filter(owner=person).delete()
        Campaign.objects.filter(created_by=person).update(created_by=None)
        Share.objects.filter(person=person).delete()
        for account in Account.objects.filter(person=person):
            hand_back(account, at=at)
        Link.objects.visible_to(person).delete()
        Link.objects.visible_to(person).delete()
        Account.objects.filter(person=person).delete()
        OwnHours.objects.filter(person=person).delete()

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
        alone = Link.objects.filter(share=None, relay=None)
        links = alone.filter(Q(created_at__lt=limits["share.Link"]) | Q(person__in=gone))
        # The link of a share goes with it: it may be followed as long as the share is kept.
        alone = Link.objects.filter(share=None)
        links = alone.filter(Q(created_at__lt=limits["share.Link"]) | Q(person__in=gone))
        # Whole days: what is counted of a day can be counted again.
        first_day = max(day_in(limits["share.Click"]), oldest_click_day(at))
        old = Q(share__state__in=OVER, added_at__lt=limits["share.Picture"])
        deleted = [
            *_expired_referrals(limits, gone),
            shares.delete(),
            Draft.objects.filter(
                Q(saved_at__lt=limits["share.Draft"]) | Q(person__in=gone)
            ).delete(),
            Picture.objects.filter(old).delete(),
            links.delete(),
            links.delete(),
            Account.objects.filter(person__in=gone).delete(),
            OwnHours.objects.filter(person__in=gone).delete(),
            Click.objects.filter(at__lt=day_of(first_day).start).delete(),
            Reception.objects.filter(read_at__lt=limits["share.Reception"]).delete(),
        ]
        return offered + prepared + sum(rows for rows, _of_each in deleted)


HOLDER = Holder()


def _picture_row(picture: Picture) -> Row:
    """A picture as it left or waits, in the file itself (RFC 2397)."""
    content = b64encode(bytes(picture.content)).decode()
    return {
        "of_share": picture.share_id,
        "alt": picture.alt,
        "added_at": picture.added_at,
        "content": f"data:{picture.media_type};base64,{content}",
    }


def _expired_referrals(limits: Limits, gone: QuerySet[Person]) -> list[tuple[int, dict[str, int]]]:
    relays = Relay.objects.filter(Q(made_at__lt=limits["share.Relay"]) | Q(person__in=gone))
    told = Referral.objects.filter(Q(told_at__lt=limits["share.Referral"]) | Q(person__in=gone))
    owed = Bonus.objects.filter(Q(promised_at__lt=limits["share.Bonus"]) | Q(person__in=gone))
    files = StepFile.objects.filter(sent_at__lt=limits["share.StepFile"])
    links = Link.objects.filter(relay__in=relays)
    return [rows.delete() for rows in (told, owed, files, links)]


def _is_past(limit: datetime) -> Q:
    is_sent_earlier = Q(sent_at=None) | Q(sent_at__lt=limit)
    return is_sent_earlier & Q(state__in=OVER, created_at__lt=limit, scheduled_for__lt=limit)
