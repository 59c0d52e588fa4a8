"""The organisation of the bench, written to its rows directly: people, accounts, publications."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from bench.outbox.clock import Clock
from portevoix.govern.actions import lay_register
from portevoix.govern.models import Consent, Purpose
from portevoix.lib.sealing import Secret
from portevoix.people.models import Organisation, Person
from portevoix.share.models import Account, Link, Share
from portevoix.share.models.sealed import sealed
from portevoix.share.rules.codes import BYTES, link_code

PEOPLE = 100


@transaction.atomic
def build(number: int, ports: dict[str, int], clock: Clock, seconds: float) -> None:
    """Plan so many publications, their moments spread over so many real seconds."""
    at = clock()
    Organisation.objects.create(pk=1, name="Bench", language="en", founded_at=at)
    lay_register(at=at)
    people = Person.objects.bulk_create(
        Person(email=f"p{place}@bench.example", name=f"Person {place}", password="!")  # noqa: S106
        for place in range(min(PEOPLE, number))
    )
    purpose = Purpose.objects.get(key="publish")
    Consent.objects.bulk_create(
        Consent(person=person, purpose=purpose, given_at=at) for person in people
    )
    accounts = Account.objects.bulk_create(
        _account(person, network, port, at) for person in people for network, port in ports.items()
    )
    shares = Share.objects.bulk_create(
        _share(accounts[place % len(accounts)], place, at, clock.later(seconds * place / number))
        for place in range(number)
    )
    Link.objects.bulk_create(
        Link(
            code=link_code(secrets.token_bytes(BYTES)),
            person_id=share.person_id,
            share=share,
            target_url=share.target_url,
            created_at=at,
        )
        for share in shares
    )


def _account(person: Person, network: str, port: int, at: datetime) -> Account:
    subject = f"{network}-{person.pk}"
    account = Account(
        person=person,
        network=network,
        host=f"http://127.0.0.1:{port}",
        handle=subject,
        external_id=subject,
        connected_at=at,
    )
    account.sealed_access = sealed(Secret(f"{subject}.0"), ref=account.ref, label="access")
    if network != "mastodon":
        account.sealed_refresh = sealed(Secret(f"{subject}.0"), ref=account.ref, label="refresh")
        account.tokens_expire_at = at + timedelta(days=30)
    return account


def _share(account: Account, place: int, at: datetime, moment: datetime) -> Share:
    return Share(
        person=account.person,
        account=account,
        network=account.network,
        mode=Share.Mode.API,
        words=f"What we learnt, part {place}.",
        target_url=f"https://news.example/{place}",
        created_at=at,
        scheduled_for=moment,
        next_try_at=moment,
    )
