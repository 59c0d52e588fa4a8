"""What is being written in the demonstration, and the words that its house keeps to itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from PIL import Image, ImageDraw

from portevoix.demo.voices import HEROINE, nearest_articles
from portevoix.demo.world import Act, Published, World
from portevoix.govern.actions import keep_confidential
from portevoix.share.actions.drafting import Written, add_picture, keep_draft
from portevoix.share.engines.pictures import redraw

LAWYER = "paul"
CONFIDENTIAL = (
    ("projet Boréal", "Le nom n’est pas public avant le salon de mars. Demandez à Paul Girard."),
    ("plan de continuité", "Il décrit nos défenses : parlez-en sans le détail."),
)
WORDS = (
    "Huit semaines de gardes de nuit, en une image. Devinez quand nous avons cessé d’alerter pour "
    "des disques pleins à 80 %."
)
ALT = "Huit barres, une par semaine : les alertes de nuit tombent de onze à deux."
ALERTS = (11, 10, 11, 9, 4, 3, 2, 2)
INK, PAPER, ACCENT = (35, 30, 25), (255, 253, 249), (191, 52, 23)


def acts_of_drafts(world: World, articles: list[Published]) -> Iterator[Act]:
    """HR lists two phrases; the heroine has begun to write, with a picture."""
    for number, (phrase, why) in enumerate(CONFIDENTIAL):
        moment = world.calendar.moment(0.3) + timedelta(minutes=number)
        yield Act(moment, partial(_list, world, phrase, why))
    article = nearest_articles(world, articles)[4]
    yield Act(world.calendar.ends_at - timedelta(hours=6), partial(_write, world, article))


def bars(heights: tuple[int, ...]) -> bytes:
    """A small picture of our own: bars on paper, as a PNG."""
    picture = Image.new("RGB", (1_200, 675), PAPER)
    pen = ImageDraw.Draw(picture)
    for place, height in enumerate(heights):
        left, colour = 90 + place * 130, ACCENT if place < len(heights) // 2 else INK
        pen.rectangle((left, 590 - height * 46, left + 84, 590), fill=colour)
    pen.line((60, 592, 1_140, 592), fill=INK, width=4)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _list(world: World, phrase: str, why: str, at: datetime) -> None:
    keep_confidential(phrase=phrase, why=why, by=world.people[LAWYER], at=at)


def _write(world: World, article: Published, at: datetime) -> None:
    heroine, item = world.people[HEROINE], world.items[article.url]
    draft = keep_draft(written=Written(WORDS), item=item, by=heroine, at=at)
    drawn = redraw(bars(ALERTS))
    picture = add_picture(draft=draft, drawn=drawn, by=heroine, at=at)
    said = Written(WORDS, seen=draft.version, alts={picture.pk: ALT})
    keep_draft(written=said, item=item, by=heroine, at=at)
