"""Share pages of networks: what they have in common."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from portevoix.share.platforms.network import Draft, Intent, Limits, Mode, Words
from portevoix.share.rules.words import with_link

WritePage = Callable[[Draft], Intent]


@dataclass(frozen=True, slots=True)
class IntentNetwork:
    """A network where the person posts by herself, and tells us afterwards."""

    key: str
    name: Words
    initial: str
    limits: Limits
    action_label: Words
    note: Words
    hosts: frozenset[str]
    post_path: re.Pattern[str]
    write_page: WritePage | None
    needs_host: bool = False

    @property
    def modes(self) -> tuple[Mode, ...]:
        return (Mode.INTENT, Mode.DECLARED) if self.write_page else (Mode.DECLARED,)

    def compose(self, words: str, link: str) -> str:
        return with_link(words, link)

    def intent(self, draft: Draft, host: str = "") -> Intent | None:
        return self.write_page(draft) if self.write_page else None

    def recognises(self, url: str) -> bool:
        return recognised_by(url, self.hosts, self.post_path)


def quoted(text: str) -> str:
    """Quote a text for a query: spaces as %20, which every network reads."""
    return quote(text, safe="")


def recognised_by(url: str, hosts: frozenset[str], post_path: re.Pattern[str]) -> bool:
    """Say whether an address is on one of those hosts, under a path that posts have."""
    parts = urlsplit(url)
    known = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
    return known in hosts and bool(post_path.match(f"{parts.path}?{parts.query}"))
