"""What people bring to the watch themselves, and what they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from portevoix.curate.actions.proposing import accept_proposal, decline_proposal, propose_page
from portevoix.curate.models import Proposal
from portevoix.curate.sources.page_card import Card
from portevoix.demo.watch import PROGRAMME
from portevoix.demo.world import Act, World

ANSWERED_AFTER = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Brought:
    """One page that somebody brings, so many days before the end, and the answer if there is."""

    by: str
    days: int
    page: Card
    why: str
    is_accepted: bool = False
    note: str = ""


PAGES = (
    Brought(
        "ines",
        9,
        Card(
            "https://carnets-de-prod.example/redemarrer-sans-peur/",
            "Redémarrer sans peur : dix ans d’incidents relus",
            "Ce que disent vraiment les comptes rendus, quand on les relit tous.",
            site_name="Carnets de prod",
            language="fr",
        ),
        "Le meilleur texte que j’aie lu sur nos astreintes.",
        is_accepted=True,
        note="Merci, il part dans la veille.",
    ),
    Brought(
        "ines",
        8,
        Card(
            "https://cent-outils.example/liste/",
            "Cent outils à essayer avant lundi",
            site_name="Cent outils",
            language="fr",
        ),
        "",
        note="Surtout de la publicité : nous cherchons plutôt des retours d’expérience.",
    ),
    Brought(
        "ines",
        1,
        Card(
            "https://quiet-clusters.example/eviction/",
            "Why the scheduler moved your database",
            "Evictions, budgets and the night shift, with the logs that tell.",
            site_name="Quiet Clusters",
            language="en",
        ),
        "C’est exactement ce qui nous est arrivé en septembre.",
    ),
    Brought(
        "karim",
        1,
        Card(
            "https://reunions-utiles.example/vingt-minutes/",
            "La réunion de vingt minutes, six mois plus tard",
            "Un essai mené dans quatre équipes, chiffres à l’appui.",
            site_name="Réunions utiles",
            language="fr",
        ),
        "On pourrait essayer ici.",
    ),
)


def acts_of_proposals(world: World) -> Iterator[Act]:
    """Each page as it is brought, then its answer."""
    for brought in PAGES:
        moment = world.calendar.ends_at - timedelta(days=brought.days, hours=-9)
        yield Act(moment, partial(_bring, world, brought))
        if brought.note:
            yield Act(moment + ANSWERED_AFTER, partial(_answer, world, brought))


def _bring(world: World, brought: Brought, at: datetime) -> None:
    propose_page(
        card=brought.page,
        title=brought.page.title,
        why=brought.why,
        topics=None,
        by=world.people[brought.by],
        at=at,
    )


def _answer(world: World, brought: Brought, at: datetime) -> None:
    proposal = Proposal.objects.get(item__url=brought.page.url)
    answer = accept_proposal if brought.is_accepted else decline_proposal
    answer(proposal=proposal, note=brought.note, by=world.people[PROGRAMME], at=at)
