"""Two worlds equal but for two colleagues of one team who exchange all they do.

Nobody but those two may tell the worlds apart, on any page: who did what, and so who did
nothing, is written nowhere. Every address of the house is asked by itself; a new address that
needs a value fails until it has a sample here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from portevoix.people.models import Person
from portevoix.share.models import Share
from portevoix.share.platforms import registry
from portevoix.web.page import page
from tests.conftest import Cast
from tests.measure.swap_world import MORNING, World, build
from tests.measure.world import colleague, team_of

pytestmark = pytest.mark.django_db(transaction=False)

# Everybody but the two: a visitor, and whoever holds a role or none.
LOOKERS = ("", "lea", "paul", "rosa", "karim", "ada", "theo", "sofia")
Sample = Callable[[World], list[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Address:
    """One address to ask, by the name of its pattern."""

    name: str
    url: str


def every_share(world: World) -> list[Mapping[str, Any]]:
    shares = (world.doers_share, world.doers_planned, world.thirds_share)
    return [{"share_id": share.pk} for share in shares]


def every_person(world: World) -> list[Mapping[str, Any]]:
    return [{"ref": person.ref} for person in world.people]


def every_network(_: World) -> list[Mapping[str, Any]]:
    return [{"network": network.key} for network in registry.ALL]


def the_draft(world: World) -> list[Mapping[str, Any]]:
    return [{"ref": world.draft.ref}]


def the_item(world: World) -> list[Mapping[str, Any]]:
    return [{"item_id": world.item.pk}]


def the_must_read(world: World) -> list[Mapping[str, Any]]:
    return [{"asked_id": world.must_read.pk}]


def the_proposal(world: World) -> list[Mapping[str, Any]]:
    return [{"proposal_id": world.proposal.pk}]


def its_source(world: World) -> list[Mapping[str, Any]]:
    return [{"source_id": world.item.source_id}]


def the_campaign(world: World) -> list[Mapping[str, Any]]:
    return [{"slug": world.campaign.slug}]


def its_kit(world: World) -> list[Mapping[str, Any]]:
    return [{"slug": world.campaign.slug, "language": "en"}]


def every_act_on_its_source(world: World) -> list[Mapping[str, Any]]:
    acts = ("pause", "resume", "read", "follow", "remove")
    return [{"source_id": world.item.source_id, "act": act} for act in acts]


SAMPLES: dict[str, Sample] = {
    "curate:answer": the_item,
    "curate:save": the_item,
    "curate:decide": the_item,
    "curate:assign": the_item,
    "curate:offer_all": its_source,
    "curate:picture": the_item,
    "curate:read": the_item,
    "curate:must_read": the_item,
    "curate:lift": the_item,
    "curate:confirm": the_must_read,
    "curate:take_back": the_must_read,
    "curate:answer_proposal": the_proposal,
    "curate:change_trust": every_person,
    "curate:take_out_proposal": the_proposal,
    "curate:withdraw_proposal": the_proposal,
    "curate:source": its_source,
    "curate:source_audience": its_source,
    "curate:source_row": its_source,
    "curate:tend": every_act_on_its_source,
    "measure:share_result": every_share,
    "share:share": every_share,
    "share:edit": every_share,
    "share:cancel": every_share,
    "share:move": every_share,
    "share:answer": every_share,
    "share:switch_off": every_share,
    "share:suggest": the_item,
    "share:take_back": lambda world: [{"suggestion_id": world.suggestion.pk}],
    "demo:post": lambda world: [{"post_id": f"{world.doers_share.pk}"}],
    "share:compose": the_item,
    "share:draft": the_item,
    "share:discard": the_item,
    "share:picture": lambda world: [{"picture_id": world.doers_picture.pk}],
    "govern:let_go_confidential": lambda world: [{"phrase_id": world.phrase.pk}],
    "share:declare": the_item,
    "share:connect": every_network,
    "share:sign_in": every_network,
    "share:leave": every_network,
    "share:finish": every_network,
    "share:network": every_network,
    "share:withdraw_network": every_network,
    "share:opening": lambda world: [{"item_id": world.opening.pk}, {"item_id": world.item.pk}],
    "share:answer_bonus": lambda world: [{"ref": world.doers_bonus.ref}],
    "share:end_promise": lambda world: [{"promise_id": world.promise.pk}],
    "share:settle_bonus": lambda world: [{"ref": world.doers_bonus.ref}],
    "share:close_door": lambda world: [{"ref": world.door.ref}],
    "share:look_into": lambda world: [{"problem_id": world.problem.pk}],
    "share:step_draft": lambda world: [{"ref": world.step_file.ref}],
    "share:apply_file": lambda world: [{"ref": world.step_file.ref}],
    "share:intake_hook": lambda world: [{"ref": world.door.ref}],
    "share:disconnect": lambda world: [{"ref": world.doers_account.ref}],
    "share:campaign": the_campaign,
    "share:campaign_studio": the_campaign,
    "share:change_campaign": the_campaign,
    "share:campaign_target": the_campaign,
    "share:campaign_about": the_campaign,
    "share:campaign_act": the_campaign,
    "share:recall_campaign": the_campaign,
    "share:kit": its_kit,
    "share:kit_text": its_kit,
    "share:kit_visual": its_kit,
    "share:kit_moment": its_kit,
    "share:drop_piece": lambda world: [{"kind": "text", "piece_id": world.kit_text.pk}],
    "share:visual": lambda world: [{"visual_id": world.visual.pk}],
    "share:answer_ask": lambda world: [{"ask_id": world.doers_ask.pk}],
    "share:stop_asks": lambda world: [{"token": "nobody-has-this"}],
    "share:follow": lambda world: [
        {"code": world.doers_share.link.code},
        {"code": world.thirds_share.link.code},
        {"code": "nobody-has-this"},
    ],
    "people:person": every_person,
    "people:confirm": every_person,
    "people:unconfirm": every_person,
    "people:admin_person": every_person,
    "people:admin_way_in": every_person,
    "people:admin_move": every_person,
    "people:admin_give_role": every_person,
    "people:admin_take_role": every_person,
    "people:admin_depart": every_person,
    "people:enter": lambda world: [
        {"uid": person.ref, "token": "nobody-has-this"} for person in world.people
    ],
    "people:topic": lambda world: [{"slug": world.topic.slug}],
    "people:retire": lambda world: [{"slug": world.topic.slug}],
    "people:import_draft": the_draft,
    "people:import_apply": the_draft,
    "people:import_discard": the_draft,
    "home:stop_mail": lambda world: [{"token": "nobody-has-this"}],
    "govern:purpose": lambda world: [{"key": world.purpose.key}],
    "govern:charter_version": lambda world: [{"number": 1}, {"number": 2}],
}
# Addresses that say more when they are asked a question.
QUESTIONS = {
    "measure:results": ["month=2026-10", "month=2026-09"],
    "measure:funnel": ["month=2026-10", "month=2026-09"],
}


def named_patterns(
    patterns: list[Any] | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_patterns(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name or ''}", pattern


def needing_a_sample() -> set[str]:
    return {name for name, pattern in named_patterns() if pattern.pattern.regex.groups and name}


def addresses(world: World) -> Iterator[Address]:
    for name, _pattern in named_patterns():
        for values in SAMPLES.get(name, lambda _world: [{}])(world):
            url = reverse(name, kwargs=values)
            yield Address(name, url)
            yield from (Address(name, f"{url}?{asked}") for asked in QUESTIONS.get(name, []))


def test_every_address_has_a_name() -> None:
    nameless = [str(pattern.pattern) for name, pattern in named_patterns() if not name]
    assert [text for text in nameless if not text.endswith(":")] == []


def test_every_address_that_needs_a_value_has_a_sample() -> None:
    missing = needing_a_sample() - set(SAMPLES)
    assert missing == set(), f"add samples of these addresses to SAMPLES: {sorted(missing)}"


def test_nobody_can_tell_two_colleagues_apart_by_what_they_did(cast: Cast) -> None:
    assert list(differences(cast)) == []


def test_the_two_themselves_see_a_difference(cast: Cast) -> None:
    # Else the worlds would be equal, and the test above would say nothing.
    told = {difference.split()[1] for difference in differences(cast, lookers=("ines",))}
    assert {"measure:voice", "share:asks", "home:today"} <= told


@page(audience="employee")
def telling(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{Share.objects.filter(person__name='Inès Morel').count()}")


@page(audience="employee")
def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{Share.objects.count()}")


def test_a_page_that_tells_is_found(cast: Cast, settings: Any) -> None:
    settings.ROOT_URLCONF = (path("telling/", telling, name="telling"),)
    assert list(differences(cast, lookers=("theo",))) == ["theo telling /telling/"]


def test_a_page_that_tells_of_everyone_together_is_no_fault(cast: Cast, settings: Any) -> None:
    settings.ROOT_URLCONF = (path("silent/", silent, name="silent"),)
    assert list(differences(cast, lookers=("theo",))) == []


def differences(cast: Cast, lookers: tuple[str, ...] = LOOKERS) -> Iterator[str]:
    other = colleague("Noé", cast.ines.memberships.get().team)
    _team, neighbours = team_of("Design", 7)
    with time_machine.travel(MORNING, tick=False):
        seen = [
            everything_seen(cast, lookers, neighbours, doer, idler)
            for doer, idler in ((cast.ines, other), (other, cast.ines))
        ]
    first, second = seen
    assert set(first) == set(second)
    yield from (" ".join(key) for key in first if first[key] != second[key])


Seen = dict[tuple[str, str, str], tuple[object, ...]]


def everything_seen(
    cast: Cast, lookers: tuple[str, ...], neighbours: list[Person], doer: Person, idler: Person
) -> Seen:
    with a_world_of_its_own():
        world = build(cast, neighbours, doer, idler)
        asked = list(addresses(world))
        return {
            (looker, address.name, address.url): answer(client, address)
            for looker, client in browsers(cast, lookers)
            for address in asked
        }


def browsers(cast: Cast, lookers: tuple[str, ...]) -> Iterator[tuple[str, Client]]:
    for looker in lookers:
        client = Client()
        if looker:
            client.force_login(getattr(cast, looker))
        yield looker, client


def answer(client: Client, address: Address) -> tuple[object, ...]:
    response = client.get(address.url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {
        name: value
        for name, value in response.headers.items()
        # The random part of these is normalised with the page.
        if name not in {"Content-Security-Policy", "Set-Cookie", "Content-Length"}
    }
    return response.status_code, headers, normalised(body)


def normalised(body: bytes) -> bytes:
    """The page without its tokens against forged requests, which are random by nature."""
    body = re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]*', rb"\1", body)
    return re.sub(rb'(X-CSRFToken"?(?:&quot;)?: ?"?(?:&quot;)?)[\w-]*', rb"\1", body)


@contextmanager
def a_world_of_its_own() -> Iterator[None]:
    """A world that leaves no trace: its numbers begin as any other's, and its rows are undone."""
    cache.clear()
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)
        yield
        transaction.set_rollback(True)
