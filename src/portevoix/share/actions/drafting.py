"""Drafts: what somebody is writing is kept for her, with its pictures, until it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.share.actions import refusals
from portevoix.share.engines.pictures import Redrawn
from portevoix.share.models import Draft, Picture, Share

MOST_PICTURES = 4
# Whatever was published a moment ago is no longer being written.
JUST_SAID = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Written:
    """What a page sends of what is being written.

    `tab` tells this open page from any other; `seen` is the version that it last knew.
    """

    words: str
    tab: str = ""
    seen: int = 0
    places: tuple[str, ...] = ()
    moment: str = ""
    picked: str = ""
    alts: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def keep_draft(*, written: Written, item: Item, by: Person, at: datetime) -> Draft:
    """Keep what she is writing on an item; what another tab wrote meanwhile is kept beside it.

    Nothing is kept of words that she has just said: a page that answers late brings none back.
    Nothing of it enters the record: these are no acts yet, and nobody's business.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    draft, _ = Draft.objects.get_or_create(person=by, item=item, defaults={"saved_at": at})
    if written.words and _was_just_said(written.words, item, by, at):
        written = Written("", written.tab, draft.version, written.places)
    if _is_overtaken(draft, written):
        draft.other_words = draft.words
    if draft.other_words == written.words:
        draft.other_words = ""
    draft.version += written.words != draft.words
    draft.tab = written.tab[:32]
    draft.words, draft.places = written.words, list(written.places)
    draft.moment, draft.picked = written.moment, written.picked[:20]
    draft.saved_at = at
    Draft.objects.filter(pk=draft.pk).update(**{name: getattr(draft, name) for name in _COLUMNS})
    for pk, alt in written.alts.items():
        Picture.objects.filter(pk=pk, draft=draft).update(alt=alt.strip()[:1500])
    return draft


@transaction.atomic
def add_picture(*, draft: Draft, drawn: Redrawn, by: Person, at: datetime) -> Picture:
    """Add a picture that was drawn anew to her own draft; refuses a fifth."""
    Draft.objects.visible_to(by).select_for_update().get(pk=draft.pk)
    if Picture.objects.filter(draft=draft).count() >= MOST_PICTURES:
        raise refusals.TooManyPictures(most=MOST_PICTURES)
    return Picture.objects.create(
        draft=draft,
        content=drawn.content,
        media_type=drawn.media_type,
        width=drawn.width,
        height=drawn.height,
        added_at=at,
    )


@transaction.atomic
def drop_picture(*, picture_id: int, by: Person, at: datetime) -> bool:
    """Take a picture out of her draft; says whether it was there."""
    own = Picture.objects.visible_to(by).filter(pk=picture_id, share=None)
    return own.filter(added_at__lte=at).delete()[0] > 0


@transaction.atomic
def discard_draft(*, item: Item, by: Person, at: datetime) -> None:
    """Forget what she was writing on an item, with its pictures."""
    Draft.objects.visible_to(by).filter(item=item, saved_at__lte=at).delete()


def give_pictures(*, draft: Draft, share: Share, at: datetime) -> None:
    """Copy the pictures of a draft into a share: what one share carries, no other can change."""
    Picture.objects.bulk_create(
        Picture(
            share=share,
            content=one.content,
            media_type=one.media_type,
            width=one.width,
            height=one.height,
            alt=one.alt,
            added_at=at,
        )
        for one in Picture.objects.filter(draft=draft).in_order()
    )


_COLUMNS = ("words", "other_words", "version", "tab", "places", "moment", "picked", "saved_at")


def _is_overtaken(draft: Draft, written: Written) -> bool:
    is_others = draft.tab != written.tab and draft.version != written.seen
    return is_others and draft.words not in {"", written.words}


def _was_just_said(words: str, item: Item, by: Person, at: datetime) -> bool:
    said = Share.objects.visible_to(by).filter(item=item, words=words)
    return said.filter(created_at__gt=at - JUST_SAID).exclude(state=Share.State.CANCELLED).exists()
