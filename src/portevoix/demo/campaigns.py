"""What the house would like to be heard on: one campaign that runs, one that is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from portevoix.curate.models import Item
from portevoix.curate.queries.digest import hours_of_house
from portevoix.demo.openings import NAME as OPENINGS
from portevoix.demo.watch import PROGRAMME
from portevoix.demo.world import Act, World
from portevoix.people.models import Person
from portevoix.share.actions.campaigns import (
    Intention,
    begin_campaign,
    offer_campaign,
    prepare_campaign,
    set_items,
)
from portevoix.share.actions.composing import Composition, declare_share
from portevoix.share.actions.inviting import invite
from portevoix.share.actions.kits import (
    Advice,
    add_kit_text,
    add_moment,
    add_visual,
    picture_for_kit,
    write_kit,
)
from portevoix.share.models import Campaign, Share
from portevoix.share.platforms.network import Mode

DAY = timedelta(days=1)
OPEN_DOORS, SOUND_ROOFS = "Une semaine chez nous", "Des toits qui parlent"
# Before the end of the story: when the campaign that runs is prepared and offered.
PREPARED, OFFERED, ASKED = 11 * DAY, 6 * DAY, 2 * DAY
VOICES = 7


@dataclass(frozen=True, slots=True)
class Pages:
    """A kit in one language: advice, words by network, moments by days after the first."""

    advice: Advice
    texts: tuple[tuple[str, str], ...]
    moments: tuple[tuple[int, str], ...]
    alt: str


KITS = {
    "fr": Pages(
        Advice(
            hashtags="AtelierNord portesouvertes Lille",
            dos="Dire ce que vous faites vraiment, avec une scène vécue\n"
            "Dire que vous travaillez ici\n"
            "Répondre aux questions, même par « je ne sais pas »",
            donts="Promettre un salaire ou un délai de réponse\n"
            "Copier le texte d’un collègue\n"
            "Répondre à une provocation",
            answering="Une question sur un poste : donnez le lien de l’offre.\n\n"
            "Une critique fondée : remerciez, et transmettez-la à Léa.\n\n"
            "Une attaque : ne répondez pas seul, appelez-nous.",
        ),
        (
            (
                "",
                "La semaine prochaine, on ouvre l’atelier. Venez voir où naissent nos capteurs, et"
                " posez-moi vos questions.",
            ),
            (
                "mastodon",
                "Portes ouvertes à l’atelier : pas de buffet, mais un toit instrumenté et des gens"
                " qui en parlent.",
            ),
            (
                "linkedin",
                "J’ai hésité avant de venir travailler ici. Voici ce que j’aurais voulu voir avant"
                " : la semaine prochaine, c’est possible.",
            ),
        ),
        ((4, "Ouverture : visite du toit instrumenté"), (8, "Soirée questions et réponses")),
        "Le porte-voix de la maison, en blanc sur fond vermillon",
    ),
    "en": Pages(
        Advice(
            hashtags="AtelierNord opendays Lille",
            dos="Say what you really do, with a scene you lived\nSay that you work here",
            donts="Promise a salary\nCopy a colleague’s text",
            answering="A question on a job: give the link of the opening.\n\n"
            "A fair criticism: say thank you, and pass it on to Léa.",
        ),
        (("", "Next week our workshop opens its doors. Come and see where our sensors are born."),),
        ((4, "Opening: a walk on the roof full of sensors"),),
        "The megaphone of the house, white on vermilion",
    ),
}


def acts_of_campaigns(world: World) -> Iterator[Act]:
    """Both campaigns as they are prepared, begun, offered and answered."""
    ends_at = world.calendar.ends_at
    yield Act(ends_at - PREPARED, partial(_open_doors, world))
    yield Act(ends_at - OFFERED, partial(_offer, world))
    yield Act(ends_at - ASKED + timedelta(hours=9), partial(_ask, world))
    yield Act(ends_at - 30 * DAY, partial(_sound_roofs, world))
    for number, colleague in enumerate(_voices(world)):
        moment = ends_at - 28 * DAY + timedelta(days=number, hours=10)
        yield Act(moment, partial(_declare, world, colleague, number))


def _open_doors(world: World, at: datetime) -> None:
    words = (
        "Nous cherchons des collègues, et personne ne raconte mieux cette maison que celles et"
        " ceux qui y travaillent. Si l’envie vous prend, dites ce que vous y faites vraiment."
    )
    campaign = _begun(world, OPEN_DOORS, "recruiting", words, 25, at)
    picture = picture_for_kit(_mark())
    for language, pages in KITS.items():
        where: dict[str, Any] = {
            "campaign": campaign,
            "language": language,
            "by": _lea(world),
            "at": at,
        }
        write_kit(advice=pages.advice, **where)
        for network, text in pages.texts:
            add_kit_text(words=text, network=network, **where)
        for days, what in pages.moments:
            add_moment(on=at.date() + timedelta(days=10 + days), words=what, **where)
        add_visual(picture=picture, alt=pages.alt, **where)


def _sound_roofs(world: World, at: datetime) -> None:
    words = "Ce que nos capteurs entendent sous la pluie intéresse au-delà du métier."
    _begun(world, SOUND_ROOFS, "visibility", words, 14, at)


def _begun(world: World, name: str, goal: str, words: str, days: int, at: datetime) -> Campaign:
    lea, first = _lea(world), at.date()
    intention = Intention(name, goal, first, first + timedelta(days=days), words)
    campaign = prepare_campaign(intention=intention, by=lea, at=at)
    set_items(campaign=campaign, items=_about(goal), by=lea, at=at)
    return begin_campaign(campaign=campaign, by=lea, at=at)


def _about(goal: str) -> list[Item]:
    offered = Item.objects.offered().newest_first()
    if goal == "recruiting":
        openings = list(offered.openings().filter(source__name=OPENINGS)[:2])
        return [*openings, *offered.articles()[:1]]
    return list(offered.articles()[:2])


def _offer(world: World, at: datetime) -> None:
    offer_campaign(campaign=Campaign.objects.get(name=OPEN_DOORS), by=_lea(world), at=at)


def _ask(world: World, at: datetime) -> None:
    campaign = Campaign.objects.get(name=OPEN_DOORS)
    person = world.people["ines"]
    invite(person=person, campaign=campaign, channel="page", hours=hours_of_house(), at=at)


def _declare(world: World, key: str, number: int, at: datetime) -> None:
    campaign = Campaign.objects.get(name=SOUND_ROOFS)
    item = campaign.items.newest_first().first()
    assert item is not None
    composition = Composition(
        "mastodon", Mode.DECLARED, "", item.url, item, title=item.title, campaign=campaign
    )
    url = f"https://mastodon.example/@{key}/{109_000_000_000 + number}"
    person = world.people[key]
    declared = declare_share(composition=composition, post_url=url, by=person, at=at)
    world.shares.append(Share.objects.get(pk=declared.pk))


def _voices(world: World) -> list[str]:
    speaking = [one.key for one in world.colleagues if one.speaks]
    return [key for key in speaking if key not in {"ines", PROGRAMME}][:VOICES]


def _lea(world: World) -> Person:
    return world.people[PROGRAMME]


def _mark() -> bytes:
    found = finders.find("portevoix/icon-512.png")
    assert isinstance(found, str)
    return Path(found).read_bytes()
