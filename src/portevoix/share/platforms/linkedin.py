"""LinkedIn, by its share page: it takes an address and no words, so the words are copied."""

import re

from django.utils.translation import gettext_lazy as _

from portevoix.share.platforms.intents import IntentNetwork, quoted
from portevoix.share.platforms.network import Draft, Intent, Limits
from portevoix.share.rules.words import Counting

MAXIMUM = 3_000


def share_page(draft: Draft) -> Intent:
    """Open the dialog on the link; the words wait in the clipboard."""
    page = f"https://www.linkedin.com/sharing/share-offsite/?url={quoted(draft.link)}"
    return Intent(page, to_copy=draft.words.strip())


LINKEDIN = IntentNetwork(
    key="linkedin",
    name="LinkedIn",
    initial="in",
    limits=Limits(MAXIMUM, Counting.CODE_POINTS),
    action_label=_("Open LinkedIn"),
    note=_("LinkedIn takes the link only: your words are copied, paste them there."),
    hosts=frozenset({"linkedin.com", "fr.linkedin.com", "lnkd.in"}),
    post_path=re.compile(r"/posts/|/feed/update/urn:li:|/pulse/|/embed/feed/update/"),
    write_page=share_page,
)
