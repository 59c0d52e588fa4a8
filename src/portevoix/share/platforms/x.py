"""X, by its share page: its interface bills every post that holds a link, its page does not."""

import re

from django.utils.translation import gettext_lazy as _

from portevoix.share.platforms.intents import IntentNetwork, quoted
from portevoix.share.platforms.network import Draft, Intent, Limits
from portevoix.share.rules.words import LINK_LENGTH, Counting

MAXIMUM = 280


def share_page(draft: Draft) -> Intent:
    """Open the composer with the words, and the link unless they hold it."""
    page = f"https://x.com/intent/post?text={quoted(draft.words.strip())}"
    if draft.link and draft.link not in draft.words:
        page += f"&url={quoted(draft.link)}"
    return Intent(page)


X = IntentNetwork(
    key="x",
    name="X",
    initial="X",
    limits=Limits(MAXIMUM, Counting.WEIGHTED, LINK_LENGTH),
    action_label=_("Open X"),
    note=_("Every link counts for 23 characters."),
    hosts=frozenset({"x.com", "twitter.com", "mobile.twitter.com"}),
    post_path=re.compile(r"/(?:\w{1,15}|i/web)/status/\d+"),
    write_page=share_page,
)
