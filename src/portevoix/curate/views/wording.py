from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext, ngettext_lazy
from django.utils.translation import gettext as _

from portevoix.curate.models import Answer, Audience, Source
from portevoix.curate.rules.fetching import FAILURES_TO_BREAK, PASSING
from portevoix.curate.sources.boards.registry import board_named
from portevoix.curate.sources.opml import OpmlProblem
from portevoix.curate.sources.visits import PAGE, is_board
from portevoix.lib.countries import country_name
from portevoix.people.models.language import Language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Trouble:
    cause: StrOrPromise
    to_do: StrOrPromise


_CHECK_ADDRESS = gettext_lazy("Check the address in a browser, then add the right one.")
_ASK_SITE = gettext_lazy("Tell those who run the site, or remove the source.")
_WAIT = gettext_lazy("Nothing to do: it is read again, less and less often while this lasts.")
_LOST = gettext_lazy("Look for its new address on the site, or remove it.")

TROUBLES: dict[str, Trouble] = {
    "html": Trouble(
        gettext_lazy("This is a page, not a feed."),
        gettext_lazy("Look on the page for a link named RSS, Atom or feed, and add that one."),
    ),
    "empty": Trouble(gettext_lazy("The feed is empty: not a single letter came."), _WAIT),
    "no_entries": Trouble(gettext_lazy("The feed is readable, but holds nothing."), _WAIT),
    "unreadable": Trouble(
        gettext_lazy("What came cannot be read as a feed: neither RSS, nor Atom, nor JSON Feed."),
        _CHECK_ADDRESS,
    ),
    "too_big": Trouble(
        gettext_lazy("The feed is larger than 5 MB: reading it was stopped."),
        gettext_lazy("Ask the site for a shorter feed, or for one by topic."),
    ),
    "too_large": Trouble(
        gettext_lazy("The answer is larger than 5 MB: reading it was stopped."),
        gettext_lazy("Ask the site for a shorter feed, or for one by topic."),
    ),
    "bomb": Trouble(
        gettext_lazy("The answer swells without end once unpacked: reading it was stopped."),
        _ASK_SITE,
    ),
    "encoding": Trouble(gettext_lazy("The answer is packed in a broken way."), _ASK_SITE),
    "timeout": Trouble(
        gettext_lazy("The feed takes too long to read: that was stopped."), _ASK_SITE
    ),
    "memory": Trouble(
        gettext_lazy("The feed needs too much memory to be read: that was stopped."), _ASK_SITE
    ),
    "crashed": Trouble(
        gettext_lazy("The feed broke the reader, which was started again without harm."), _ASK_SITE
    ),
    "too_slow": Trouble(
        gettext_lazy("The server did not finish its answer in ten seconds."), _WAIT
    ),
    "dns": Trouble(
        gettext_lazy("The name of this site leads nowhere."),
        gettext_lazy("Check the spelling of the address; the site may have closed."),
    ),
    "connection": Trouble(gettext_lazy("The server cannot be reached."), _WAIT),
    "protocol": Trouble(gettext_lazy("The server answers in a way nobody reads."), _WAIT),
    "headers": Trouble(gettext_lazy("The server answers in a way nobody reads."), _ASK_SITE),
    "tls": Trouble(
        gettext_lazy("The site cannot prove who it is: its certificate is refused."), _ASK_SITE
    ),
    "address_refused": Trouble(
        gettext_lazy("This address leads inside a private network, where nothing is read."),
        gettext_lazy("Add an address that everyone can open from the outside."),
    ),
    "port": Trouble(
        gettext_lazy("This address uses an unusual port: only 80 and 443 are read."),
        _CHECK_ADDRESS,
    ),
    "scheme": Trouble(gettext_lazy("The site leads to something that is no page."), _CHECK_ADDRESS),
    "url": Trouble(gettext_lazy("This address cannot be understood."), _CHECK_ADDRESS),
    "request": Trouble(gettext_lazy("This address cannot be asked for."), _CHECK_ADDRESS),
    "method": Trouble(gettext_lazy("This address cannot be asked for."), _CHECK_ADDRESS),
    "too_many_redirects": Trouble(
        gettext_lazy("The site sends us from address to address without end."), _CHECK_ADDRESS
    ),
    "gone": Trouble(
        gettext_lazy("The site says that this feed is gone for good; it is read no more."), _LOST
    ),
    "missing": Trouble(gettext_lazy("There is no feed at this address any more."), _LOST),
    "forbidden": Trouble(
        gettext_lazy("The site refuses to let us read this feed."),
        gettext_lazy("Ask the site whether its feed is open to readers, or remove the source."),
    ),
    "asked_to_wait": Trouble(
        gettext_lazy("The site asks us to come back later."),
        gettext_lazy("Nothing to do: it is read again when the site says so."),
    ),
    "server": Trouble(gettext_lazy("The site is out of order."), _WAIT),
    "http": Trouble(gettext_lazy("The site gives an answer that is no feed."), _CHECK_ADDRESS),
    "changed_shape": Trouble(
        gettext_lazy("The job board answers in another shape than it did: nothing was read."),
        gettext_lazy(
            "The openings that stood there are kept as they were. Look at the board: if it is "
            "there, tell whoever looks after Portevoix; if it moved, add its new address."
        ),
    ),
    "not_a_page": Trouble(
        gettext_lazy("What stands at this address is no page that can be read."), _CHECK_ADDRESS
    ),
    "no_feed_found": Trouble(
        gettext_lazy("This page points to no feed, and none stands where feeds usually do."),
        gettext_lazy("Look on the page for a link named RSS, Atom or feed, and add that one."),
    ),
    "double": Trouble(
        gettext_lazy("It moved to the address of another of your sources; it is read no more."),
        gettext_lazy("Remove it: the other one brings the same items."),
    ),
}

# Between two of its publications, at most; in words.
GAPS: tuple[tuple[timedelta, StrOrPromise], ...] = (
    (timedelta(hours=12), gettext_lazy("it publishes several times a day")),
    (timedelta(hours=36), gettext_lazy("it publishes about once a day")),
    (timedelta(days=5), gettext_lazy("it publishes several times a week")),
    (timedelta(days=11), gettext_lazy("it publishes about once a week")),
    (timedelta(days=45), gettext_lazy("it publishes about once a month")),
)
RARELY = gettext_lazy("it publishes rarely")
MOST_NAMED = 3

# What a list of feeds may hold and we leave out; %(number)s of them.
LEFT_OUT = {
    "address": ngettext_lazy(
        "%(number)s entry has no usable address", "%(number)s entries have no usable address", "n"
    ),
    "twice": ngettext_lazy(
        "%(number)s address stands there twice", "%(number)s addresses stand there twice", "n"
    ),
}
LIST_TROUBLES: dict[str, StrOrPromise] = {
    "empty": gettext_lazy("This file is empty."),
    "too_big": gettext_lazy("This file is larger than 5 MB."),
    "unreadable": gettext_lazy("This file is no list of feeds (OPML)."),
    "no_feeds": gettext_lazy("This list holds no feed."),
    "not_feeds": gettext_lazy("What is no feed in this list was left out."),
    "too_many": gettext_lazy("Only the first 5,000 feeds of this list were read."),
    "timeout": gettext_lazy("This file takes too long to read."),
    "memory": gettext_lazy("This file needs too much memory to be read."),
    "crashed": gettext_lazy("This file broke the reader; nothing else was harmed."),
}


def trouble_of(code: str) -> Trouble:
    return TROUBLES[code]


def tone_of_trouble(code: str, failures: int) -> str:
    return "warn" if code in PASSING and failures < FAILURES_TO_BREAK else "bad"


def left_out_in_words(problems: Iterable[OpmlProblem], refused: Iterable[str]) -> list[str]:
    found = [*problems, *(OpmlProblem("address", address) for address in refused)]
    counted = Counter(problem.code for problem in found if problem.code in LEFT_OUT)
    examples = {problem.code: problem.subject for problem in reversed(found)}
    sentences = [str(LIST_TROUBLES[one.code]) for one in found if one.code in LIST_TROUBLES]
    for code, number in counted.items():
        words = str(LEFT_OUT[code] % {"n": number, "number": number})
        example = examples[code]
        sentences.append(
            _("%(words)s, for instance %(example)s.") % {"words": words, "example": example}
            if example
            else f"{words}."
        )
    return sentences


def left_out_today(number: int) -> str:
    """What the most a day kept out; empty when nothing was."""
    if not number:
        return ""
    words = ngettext(
        "%(number)s more was left out: raise the most new items a day.",
        "%(number)s more were left out: raise the most new items a day.",
        number,
    )
    return words % {"number": number_format(number, force_grouping=True)}


def kind_in_words(source: Source) -> str:
    if source.kind != Source.Kind.BOARD:
        return _("Feed")
    if source.board == PAGE:
        return _("Page of openings")
    return _("Job board (%(system)s)") % {"system": system_of(source.board)}


def system_of(board: str) -> str:
    # A system that is read no more keeps the name of its key.
    return board_named(board).name if is_board(board) else board


def rhythm_in_words(every: timedelta, gap: timedelta | None) -> str:
    said = {"every": _every_in_words(every), "why": _gap_in_words(gap)}
    return _("Read %(every)s: %(why)s.") % said


def audience_in_words(audience: Audience | None) -> str:
    """Whom it is for, in one line; empty: everybody."""
    if audience is None:
        return ""
    teams = [team.name for team in audience.teams.all()]
    language = get_language() or "en"
    countries = [country_name(code, language) for code in audience.country_codes]
    languages = [str(Language(code).label) for code in audience.language_codes]
    parts = [_shortened(names) for names in (teams, countries, languages) if names]
    return _("For %(whom)s") % {"whom": " · ".join(parts)}


def _shortened(names: list[str]) -> str:
    shown, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more < 1:
        return shown
    words = ngettext("%(shown)s and %(number)s more", "%(shown)s and %(number)s more", more)
    return words % {"shown": shown, "number": more}


def _every_in_words(every: timedelta) -> str:
    minutes = round(every.total_seconds() / 60)
    if minutes < 50:
        return ngettext("every minute", "about every %(number)s minutes", minutes) % {
            "number": minutes
        }
    hours = round(minutes / 60)
    if hours >= 22:
        return _("about once a day")
    return ngettext("about every hour", "about every %(number)s hours", hours) % {"number": hours}


def _gap_in_words(gap: timedelta | None) -> str:
    if gap is None:
        return _("too little is known yet of how often it publishes")
    return str(next((words for longest, words in GAPS if gap < longest), RARELY))


def gifts_in_words(given: int, latest: str) -> str:
    if not given:
        return _("Nothing in 30 days.")
    words = ngettext("%(number)s item in 30 days", "%(number)s items in 30 days", given)
    counted = words % {"number": number_format(given, force_grouping=True)}
    return _("%(counted)s, the latest on %(day)s.") % {"counted": counted, "day": latest}


def answer_in_words(kind: str) -> str:
    return {
        Answer.Kind.MORE.value: _("You asked for more like this."),
        Answer.Kind.LESS.value: _("You asked for less of this."),
        Answer.Kind.NOT_MY_FIELD.value: _("You said that this field is not yours."),
    }.get(kind, "")
