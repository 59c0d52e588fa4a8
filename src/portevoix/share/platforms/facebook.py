"""Facebook, by its share dialog: nothing publishes on a personal profile, nor fills its words."""

import re

from django.utils.translation import gettext_lazy as _

from portevoix.share.platforms.intents import IntentNetwork, quoted
from portevoix.share.platforms.network import Draft, Intent, Limits
from portevoix.share.rules.words import Counting

MAXIMUM = 63_206


def share_page(draft: Draft) -> Intent:
    """Open the dialog on the link; the words wait in the clipboard."""
    page = f"https://www.facebook.com/sharer/sharer.php?u={quoted(draft.link)}"
    return Intent(page, to_copy=draft.words.strip())


FACEBOOK = IntentNetwork(
    key="facebook",
    name="Facebook",
    initial="f",
    limits=Limits(MAXIMUM, Counting.CODE_POINTS),
    action_label=_("Open Facebook"),
    note=_("Facebook takes the link only: your words are copied, paste them there."),
    hosts=frozenset({"facebook.com", "fb.com", "fb.watch", "web.facebook.com"}),
    post_path=re.compile(
        r"/[^/]+/(?:posts|videos|photos)/|/(?:permalink|story|photo)\.php\?|/share/|/groups/[^/]+/"
    ),
    write_page=share_page,
)
