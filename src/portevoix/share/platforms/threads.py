"""Threads, by its share page."""

import re

from django.utils.translation import gettext_lazy as _

from portevoix.share.platforms.intents import IntentNetwork, quoted
from portevoix.share.platforms.network import Draft, Intent, Limits
from portevoix.share.rules.words import Counting

MAXIMUM = 500


def share_page(draft: Draft) -> Intent:
    """Open the composer with the words, and the link unless they hold it."""
    page = f"https://www.threads.net/intent/post?text={quoted(draft.words.strip())}"
    if draft.link and draft.link not in draft.words:
        page += f"&url={quoted(draft.link)}"
    return Intent(page)


THREADS = IntentNetwork(
    key="threads",
    name="Threads",
    initial="@",
    limits=Limits(MAXIMUM, Counting.CODE_POINTS),
    action_label=_("Open Threads"),
    note=_("Threads may show a post to its author only for a while."),
    hosts=frozenset({"threads.net", "threads.com"}),
    post_path=re.compile(r"/(?:@[\w.]+/post|t)/[\w-]+"),
    write_page=share_page,
)
