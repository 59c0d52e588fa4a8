"""Anywhere else: a blog, a podcast, a talk, a video; the person gives its address."""

import re

from django.utils.translation import gettext_lazy as _

from portevoix.share.platforms.intents import IntentNetwork
from portevoix.share.platforms.network import Limits
from portevoix.share.rules.words import Counting

ELSEWHERE = IntentNetwork(
    key="elsewhere",
    name=_("Elsewhere"),
    initial="…",
    limits=Limits(0, Counting.CODE_POINTS),
    action_label=_("Already posted elsewhere"),
    note=_("A blog, a podcast, a talk, a video: paste its address."),
    hosts=frozenset(),
    # Never guessed: it is what remains when no network recognises an address.
    post_path=re.compile(r"(?!)"),
    write_page=None,
)
