"""A small world for sharing: an item, a signed charter, consent, an emulated account."""

from __future__ import annotations

import secrets
from datetime import datetime

from portevoix.curate.models import Item, Source
from portevoix.govern.actions import give_consent, lay_charter, lay_register, sign_charter
from portevoix.lib.sealing import Secret
from portevoix.people.models import Person
from portevoix.share.actions.accounts import connect_account
from portevoix.share.actions.composing import Composition, plan_share
from portevoix.share.models import Account, Link, Share
from portevoix.share.platforms.network import AccountAccess, Tokens
from portevoix.share.rules.codes import BYTES, link_code

WORDS = "We moved our cluster last week and slept well."


def an_item(at: datetime, title: str = "How we moved our cluster") -> Item:
    number = Item.objects.count()
    source, _ = Source.objects.get_or_create(
        url="https://news.example/feed",
        defaults={"name": "News", "added_at": at, "next_fetch_at": at},
    )
    return Item.objects.create(
        source=source,
        guid=str(number),
        url=f"https://news.example/{number}",
        url_digest=f"{number:064}",
        title=title,
        language="en",
        published_at=at,
        found_at=at,
        state=Item.State.APPROVED,
    )


def ready_to_share(person: Person, at: datetime) -> None:
    lay_register(at=at)
    charter = lay_charter(at=at)
    sign_charter(version=charter.version, by=person, at=at)
    give_consent(purpose_key="publish", by=person, at=at)


def an_account(person: Person, at: datetime, network: str = "mastodon") -> Account:
    hosts = {"mastodon": "https://mastodon.example", "bluesky": "https://pds.example"}
    subjects = {"mastodon": "7", "bluesky": "did:plc:ines"}
    refresh = Secret("a-good-refresh-token") if network == "bluesky" else None
    tokens = Tokens(Secret("a-good-token"), refresh)
    access = AccountAccess(hosts[network], "ines", subjects[network], tokens)
    return connect_account(network=network, access=access, by=person, at=at)


def a_share(
    person: Person, at: datetime, *, account: Account | None = None, words: str = WORDS
) -> Share:
    chosen = account or an_account(person, at)
    item = an_item(at)
    composition = Composition(
        chosen.network, "api", words, item.url, item, chosen, title=item.title, language="en"
    )
    return plan_share(composition=composition, scheduled_for=at, by=person, at=at)


def a_lone_link(person: Person, at: datetime, target_url: str = "https://jobs.example/7") -> Link:
    code = link_code(secrets.token_bytes(BYTES))
    return Link.objects.create(code=code, person=person, target_url=target_url, created_at=at)
