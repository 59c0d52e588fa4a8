"""Kits: what the programme lays beside people's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.curate.engines.pictures import PictureRefused, small_copy
from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.people.models.language import Language
from portevoix.share.actions.campaigns import NotInThisState
from portevoix.share.actions.refusals import WordsMissing
from portevoix.share.engines.visuals import drop_visual_file, keep_visual
from portevoix.share.models import Campaign, Kit, KitText, Moment, Visual
from portevoix.share.platforms import registry
from portevoix.share.rules.campaigns import hashtags_of


class NoSuchLanguage(Refusal):
    """A kit is in a language that pages are read in."""

    sentence = _("A kit is in French or in English.")


class NoSuchNetwork(Refusal):
    """Words are for a network that is known here, or for any."""

    sentence = _("This network is not known here.")


class NotAPicture(Refusal):
    """The file is no picture that can be kept."""

    sentence = _("This is no picture we can use: choose a JPEG, PNG, WebP or GIF of 5 MB at most.")


class SaysNothing(Refusal):
    """A picture says in words what it shows."""

    sentence = _("Say in a few words what the picture shows: not everybody sees it.")


@dataclass(frozen=True, slots=True)
class Advice:
    """What a kit says in one language, beside its texts, visuals and moments."""

    hashtags: str = ""
    dos: str = ""
    donts: str = ""
    answering: str = ""


@transaction.atomic
def write_kit(
    *, campaign: Campaign, language: str, advice: Advice, by: Person, at: datetime
) -> Kit:
    """Write what a kit advises in one language; hashtags get their sign, each once."""
    kit = _kit(campaign, language)
    kit.hashtags = " ".join(hashtags_of(advice.hashtags))[:200]
    kit.dos, kit.donts, kit.answering = advice.dos, advice.donts, advice.answering
    kit.save(update_fields=["hashtags", "dos", "donts", "answering"])
    _record("kit.written", kit, by, at)
    return kit


@transaction.atomic
def add_kit_text(
    *, campaign: Campaign, language: str, words: str, network: str = "", by: Person, at: datetime
) -> KitText:
    """Lay a few words aside, for one network or for any; nobody has to use them."""
    if not words.strip():
        raise WordsMissing
    if network and network not in registry.BY_KEY:
        raise NoSuchNetwork
    kit = _kit(campaign, language)
    _record("kit.text_added", kit, by, at)
    return KitText.objects.create(kit=kit, network=network, words=words.strip())


def picture_for_kit(content: bytes) -> str:
    """Re-encode an uploaded picture outside this process and keep the copy; the copy's name.

    Takes seconds, so it is no part of a transaction. Refuses what is no picture.
    """
    try:
        return keep_visual(small_copy(content))
    except PictureRefused as refused:
        raise NotAPicture from refused


@transaction.atomic
def add_visual(
    *, campaign: Campaign, language: str, picture: str, alt: str, by: Person, at: datetime
) -> Visual:
    """Add a picture that `picture_for_kit` kept, with what it shows in words."""
    if not alt.strip():
        raise SaysNothing
    kit = _kit(campaign, language)
    _record("kit.visual_added", kit, by, at)
    return Visual.objects.create(kit=kit, picture=picture, alt=alt.strip()[:300])


@transaction.atomic
def add_moment(
    *, campaign: Campaign, language: str, on: date, words: str, by: Person, at: datetime
) -> Moment:
    """Name a day on which there is something to speak of."""
    kit = _kit(campaign, language)
    _record("kit.moment_added", kit, by, at)
    return Moment.objects.create(kit=kit, on=on, words=words.strip()[:200])


@transaction.atomic
def drop_piece(*, piece: KitText | Visual | Moment, by: Person, at: datetime) -> None:
    """Take one thing out of a kit; what people wrote with it is theirs and stays."""
    kit = _kit(piece.kit.campaign, piece.kit.language)
    piece.delete()
    if isinstance(piece, Visual) and not Visual.objects.filter(picture=piece.picture).exists():
        transaction.on_commit(partial(drop_visual_file, piece.picture))
    _record("kit.piece_dropped", kit, by, at)


def _kit(campaign: Campaign, language: str) -> Kit:
    held = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if held.state not in (Campaign.State.DRAFT, Campaign.State.RUNNING):
        raise NotInThisState(state=held.get_state_display())
    if language not in Language.values:
        raise NoSuchLanguage
    kit, _is_new = Kit.objects.get_or_create(campaign=held, language=language)
    return kit


def _record(act: str, kit: Kit, by: Person, at: datetime) -> None:
    details: dict[str, object] = {"language": kit.language}
    record(act, actor=by.ref, subject=kit.campaign.slug, at=at, details=details)
