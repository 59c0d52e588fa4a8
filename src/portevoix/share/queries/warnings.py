"""What an author should know before she shares: shown to her alone, with what she can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portevoix.curate.models import Item
from portevoix.govern.queries import confidential_words_in
from portevoix.people.models import Expertise, Organisation, Person
from portevoix.people.queries import organisation
from portevoix.share.models import Picture, Share, TextMark
from portevoix.share.queries import promotes_house
from portevoix.share.rules.disclosure import is_disclosed
from portevoix.share.rules.secrets import secrets_in
from portevoix.share.rules.words import is_near_copy, marks_of

# The texts that share most with hers; a near copy is among the first.
CLOSEST = 5


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing worth a second look: which, why it matters, and what she can do about it."""

    key: str
    why: str
    remedy: str


def warnings_on(
    words: str, item: Item, person: Person, pictures: Iterable[Picture] = ()
) -> list[Warned]:
    """Everything that her text should perhaps be changed for; none of it ever blocks."""
    found = [
        _secrets(words),
        *_confidential(words),
        _disclosure(words, item, organisation()),
        _closeness(words, person),
        _alt_text(list(pictures)),
        _field(item, person),
    ]
    return [one for one in found if one] if words.strip() else []


def disclosure_phrase(house: Organisation, language: str) -> str:
    """The few words that say where she works, in her own language."""
    with override(language):
        return _("I work at %(house)s.") % {"house": house.name}


def _secrets(words: str) -> Warned | None:
    kinds = secrets_in(words)
    if not kinds:
        return None
    why = _("This looks like a key or a password (%(kinds)s): everybody could use it.")
    remedy = _("Take it out, and have it changed if it ever left your machine.")
    return Warned("secret", why % {"kinds": ", ".join(kinds)}, remedy)


def _confidential(words: str) -> list[Warned]:
    return [
        Warned(
            "confidential",
            _("“%(words)s” is on the list of words that the house keeps to itself.")
            % {"words": one.words},
            one.why or _("Say it otherwise, or ask HR or legal whether it is public by now."),
        )
        for one in confidential_words_in(words)
    ]


def _disclosure(words: str, item: Item, house: Organisation | None) -> Warned | None:
    if not house or not promotes_house(item, house) or is_disclosed(words, (house.name,)):
        return None
    why = _("This speaks of the house you work for: say so in your first lines.")
    return Warned("disclosure", why, _("A few words are enough; one press writes them for you."))


def _closeness(words: str, person: Person) -> Warned | None:
    if not _has_near_copy(words, person):
        return None
    why = _("This is very close to what a colleague wrote: twenty equal posts tire.")
    return Warned("close", why, _("Add what you alone can say: what you saw, tried or doubt."))


def _has_near_copy(words: str, person: Person) -> bool:
    """Whether a colleague published a near copy; what is planned is nobody else's business."""
    mine = marks_of(words)
    others = TextMark.objects.filter(share__state=Share.State.SENT).exclude(share__person=person)
    shared = others.filter(digest__in=mine).values("share").annotate(shared=Count("pk"))
    closest = dict(shared.order_by("-shared").values_list("share", "shared")[:CLOSEST])
    sizes = TextMark.objects.filter(share__in=closest).values("share").annotate(all=Count("pk"))
    return any(
        is_near_copy(closest[share], len(mine), size)
        for share, size in sizes.values_list("share", "all")
    )


def _alt_text(pictures: list[Picture]) -> Warned | None:
    bare = sum(not one.alt.strip() for one in pictures)
    if not bare:
        return None
    why = ngettext(
        "One picture has no description: whoever cannot see it learns nothing of it.",
        "%(number)s pictures have no description: whoever cannot see them learns nothing of them.",
        bare,
    )
    return Warned("alt", why % {"number": bare}, _("Say in a sentence what it shows."))


def _field(item: Item, person: Person) -> Warned | None:
    known = set(Expertise.objects.filter(person=person).values_list("topic__field", flat=True))
    about = set(item.topics.values_list("field", flat=True))
    if not known or not about or known & about:
        return None
    why = _("This lies outside the fields that you declared to know.")
    return Warned("field", why, _("Speak of it as someone who is learning, or leave it as it is."))
