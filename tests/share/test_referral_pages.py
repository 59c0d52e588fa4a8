"""The pages of referrals and the addresses that recruiting systems call."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portevoix.curate.models import Item
from portevoix.share import tasks
from portevoix.share.actions.promising import agree_to_be_named, promise_bonus
from portevoix.share.models import (
    Bonus,
    BonusPromise,
    IntakeDoor,
    IntakeProblem,
    Link,
    Referral,
    ReferralStep,
    Relay,
    Share,
    StepFile,
)
from portevoix.share.rules.referrals import Step
from portevoix.share.views.hooks import SENTENCES
from portevoix.share.views.referral_words import problem_words
from tests.conftest import Cast
from tests.share.referral_world import (
    FOUR_MONTHS,
    SECRET,
    a_hook,
    a_key,
    a_relay,
    an_opening,
    greenhouse_call,
    hired,
    keep,
    promised,
    told,
)
from tests.share.world import an_item, ready_to_share

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def as_paul(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.paul)
    return browser


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.usefixtures("clock")
def test_she_makes_her_link_and_finds_it_again(cast: Cast, as_ines: Client, at: datetime) -> None:
    opening = an_opening(at)
    address = reverse("share:opening", args=[opening.pk])
    assert "Make my link" in text(as_ines.get(address))
    page = text(as_ines.post(address, follow=True))
    relay = Relay.objects.get()
    assert f"/l/{relay.link.code}" in page
    assert "0 visits" in page
    assert "This link is yours alone" in page
    again = as_ines.post(address)
    assert again.status_code == 409
    assert "You have a link to this opening already" in text(again)
    assert relay.link.code not in text(Client().get(address, follow=True))


@pytest.mark.usefixtures("clock")
def test_only_openings_have_such_a_page(cast: Cast, as_ines: Client, at: datetime) -> None:
    hidden = an_opening(at)
    hidden.state = Item.State.DECLINED
    hidden.save()
    for item in (an_item(at), hidden):
        assert as_ines.get(reverse("share:opening", args=[item.pk])).status_code == 404


@pytest.mark.usefixtures("clock")
def test_a_filled_job_offers_no_new_link(cast: Cast, as_ines: Client, at: datetime) -> None:
    opening = an_opening(at)
    opening.expires_at = at
    opening.save()
    address = reverse("share:opening", args=[opening.pk])
    assert "This job is filled or closed" in text(as_ines.get(address))
    assert as_ines.post(address).status_code == 409


@pytest.mark.usefixtures("clock")
def test_a_reward_is_told_beside_the_opening_and_beside_the_words(
    cast: Cast, as_ines: Client, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    rewarded, plain = an_opening(at), an_opening(at)
    promise_bonus(item=rewarded, terms=FOUR_MONTHS, by=cast.paul, at=at)
    for name in ("share:opening", "share:compose"):
        page = text(as_ines.get(reverse(name, args=[rewarded.pk])))
        assert "the house owes you 1,000 EUR" in page
        assert "Collaboration commerciale" in page
        assert "Collaboration commerciale" not in text(as_ines.get(reverse(name, args=[plain.pk])))
    article = text(as_ines.get(reverse("share:compose", args=[an_item(at).pk])))
    assert "Collaboration commerciale" not in article


@pytest.mark.usefixtures("clock")
def test_the_link_of_a_share_of_an_opening_carries_its_code(
    cast: Cast, as_ines: Client, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    opening = an_opening(at)
    said = {"words": "Come and work with us here.", "places": ["intent-linkedin"], "moment": "now"}
    as_ines.post(reverse("share:compose", args=[opening.pk]), said)
    link = Link.objects.get(share=Share.objects.get())
    assert link.target_url == f"{opening.url}?gh_src=pv-{link.code}"


@pytest.mark.usefixtures("clock")
def test_her_page_tells_in_coarse_terms(cast: Cast, as_ines: Client, at: datetime) -> None:
    assert "Nothing passed on yet" in text(as_ines.get("/share/referrals/"))
    relay = a_relay(cast.ines, at)
    keep(told(Step.APPLICATION, relay.link.code, at=at), told(Step.CLOSED), at=at)
    page = text(as_ines.get("/share/referrals/"))
    assert "One application came by your links." in page
    assert "Applied: November 2026" in page
    assert "2 November" not in page
    assert "closed" not in page.lower()
    keep(told(Step.INTERVIEW), at=at)
    assert "In interviews: November 2026" in text(as_ines.get("/share/referrals/"))


@pytest.mark.usefixtures("clock")
def test_she_agrees_and_hr_pays(cast: Cast, as_ines: Client, as_paul: Client, at: datetime) -> None:
    promised(cast.paul, at - DAY)
    hired(a_relay(cast.ines, at), at)
    bonus = Bonus.objects.get()
    assert "Inès" not in text(as_paul.get("/desk/referrals/"))
    answer = reverse("share:answer_bonus", args=[bonus.ref])
    assert as_paul.post(answer, {"answer": "agree"}).status_code == 404
    page = text(as_ines.post(answer, {"answer": "decline"}, follow=True))
    assert "HR does not see your name" in page
    assert "you can change your mind" in page
    page = text(as_ines.post(answer, {"answer": "agree"}, follow=True))
    assert "Hired: November 2026" in page
    assert "due on 2 March 2027" in page
    assert "Inès Morel" in text(as_paul.get("/desk/referrals/"))
    settle = reverse("share:settle_bonus", args=[bonus.ref])
    early = as_paul.post(settle, {"answer": "paid"})
    assert early.status_code == 409
    assert "This bonus is due on 2 March 2027" in text(early)
    with time_machine.travel(datetime.fromisoformat("2027-03-03T09:00:00+00:00"), tick=False):
        as_paul.force_login(cast.paul)
        as_ines.force_login(cast.ines)
        assert "Due since 2 March 2027." in text(as_ines.get("/share/referrals/"))
        assert "Paid." in text(as_paul.post(settle, {"answer": "paid"}, follow=True))
        assert "Paid." in text(as_ines.get("/share/referrals/"))


@pytest.mark.usefixtures("clock")
def test_hr_notes_that_nothing_is_owed(cast: Cast, as_paul: Client, at: datetime) -> None:
    promised(cast.paul, at - DAY)
    hired(a_relay(cast.ines, at), at)
    bonus = agree_to_be_named(bonus=Bonus.objects.get(), by=cast.ines, at=at)
    settle = reverse("share:settle_bonus", args=[bonus.ref])
    page = text(as_paul.post(settle, {"answer": "cancelled"}, follow=True))
    assert "Not owed: its condition was not met." in page


@pytest.mark.usefixtures("clock")
def test_hr_promises_and_ends_a_promise(cast: Cast, as_paul: Client, at: datetime) -> None:
    opening = an_opening(at)
    wrong = as_paul.post("/desk/referrals/", {"amount": "0", "trial_months": "99"})
    assert wrong.status_code == 422
    said = {"amount": "1500", "trial_months": "4", "opening": str(opening.pk)}
    page = text(as_paul.post("/desk/referrals/", said, follow=True))
    assert "1,500 EUR" in page
    assert "Reliability engineer" in page
    promise = BonusPromise.objects.get()
    assert promise.item == opening
    end = reverse("share:end_promise", args=[promise.pk])
    page = text(as_paul.post(end, follow=True))
    assert "Nothing is promised" in page
    assert as_paul.post(end).status_code == 409
    as_paul.post("/desk/referrals/", said | {"opening": ""})
    assert BonusPromise.objects.standing().get().item is None


@pytest.mark.usefixtures("clock")
def test_staff_representatives_read_promises_and_nothing_else(cast: Cast, at: datetime) -> None:
    rosa = Client()
    rosa.force_login(cast.rosa)
    promise = promised(cast.paul, at - DAY)
    hired(a_relay(cast.ines, at), at)
    bonus = agree_to_be_named(bonus=Bonus.objects.get(), by=cast.ines, at=at)
    page = text(rosa.get("/desk/referrals/"))
    assert "1,000 EUR" in page
    assert "Inès" not in page
    assert rosa.post("/desk/referrals/", {"amount": "5", "trial_months": "1"}).status_code == 403
    assert rosa.post(reverse("share:end_promise", args=[promise.pk])).status_code == 403
    assert rosa.post(reverse("share:settle_bonus", args=[bonus.ref])).status_code == 403
    for name in ("share:doors", "share:step_file"):
        assert rosa.get(reverse(name)).status_code == 403


@pytest.mark.usefixtures("clock")
def test_hr_opens_a_hook_and_closes_it(cast: Cast, as_paul: Client) -> None:
    assert "No way in is open" in text(as_paul.get("/desk/referrals/ways-in/"))
    wrong = as_paul.post("/desk/referrals/ways-in/", {"system": "greenhouse", "name": "x"})
    assert wrong.status_code == 422
    said = {"system": "greenhouse", "name": "Our board", "secret": SECRET}
    page = text(as_paul.post("/desk/referrals/ways-in/", said, follow=True))
    door = IntakeDoor.objects.get()
    assert f"/intake/hooks/{door.ref}/" in page
    assert SECRET not in page
    close = reverse("share:close_door", args=[door.ref])
    assert "Closed for good" in text(as_paul.post(close, follow=True))


@pytest.mark.usefixtures("clock")
def test_a_key_is_seen_once(cast: Cast, as_paul: Client) -> None:
    said = {"kind": "key", "system": "other", "name": "Nightly", "days": "90"}
    page = text(as_paul.post("/desk/referrals/ways-in/", said))
    assert "pv_" in page
    again = text(as_paul.get("/desk/referrals/ways-in/"))
    assert "pv_" not in again
    assert "A key, valid until" in again
    wrong = as_paul.post("/desk/referrals/ways-in/", said | {"days": "0"})
    assert wrong.status_code == 422


def call(path: str, body: bytes, **headers: str) -> Any:
    # A browser that checks forged requests: these calls carry no such token.
    client = Client(enforce_csrf_checks=True)
    return client.post(path, body, content_type="application/json", headers=headers)


@pytest.mark.usefixtures("clock")
def test_a_signed_call_is_taken_once(cast: Cast, at: datetime) -> None:
    door, relay = a_hook(cast.paul, at), a_relay(cast.ines, at)
    path = reverse("share:intake_hook", args=[door.ref])
    application = {"id": 71, "custom_fields": {"who": {"value": f"pv-{relay.link.code}"}}}
    sent = greenhouse_call("new_candidate_application", application)
    first = call(path, sent.body, **sent.headers)
    assert (first.status_code, first.json()) == (200, {"new": 1, "known": 0})
    assert call(path, sent.body, **sent.headers).json() == {"new": 0, "known": 1}
    assert Referral.objects.get().person == cast.ines
    assert not first.cookies


@pytest.mark.usefixtures("clock")
def test_what_is_not_signed_is_refused_and_counted(
    cast: Cast, as_paul: Client, at: datetime
) -> None:
    door = a_hook(cast.paul, at)
    path = reverse("share:intake_hook", args=[door.ref])
    sent = greenhouse_call("hire_candidate", {"id": 71}, secret="another")
    for _time in range(2):
        refused = call(path, sent.body, **sent.headers)
    assert (refused.status_code, refused.json()["reason"]) == (401, "forged")
    assert not ReferralStep.objects.exists()
    page = text(as_paul.get("/desk/referrals/ways-in/"))
    assert "compare the secret on both sides" in page
    assert "2 times," in page
    problem = IntakeProblem.objects.get()
    page = text(as_paul.post(reverse("share:look_into", args=[problem.pk]), follow=True))
    assert "compare the secret" not in page


@pytest.mark.usefixtures("clock")
def test_an_unknown_shape_is_refused_so_that_it_is_sent_again(
    cast: Cast, as_paul: Client, at: datetime
) -> None:
    path = reverse("share:intake_hook", args=[a_hook(cast.paul, at).ref])
    sent = greenhouse_call("hire_candidate", {"identifier": 71, "name": "Nadia Kaci"})
    refused = call(path, sent.body, **sent.headers)
    assert refused.status_code == 422
    assert refused.json()["where"] == "id"
    page = text(as_paul.get("/desk/referrals/ways-in/"))
    assert "No reference of an application stands where it is expected." in page
    assert "Nadia" not in page + str(list(IntakeProblem.objects.values()))


@pytest.mark.usefixtures("clock")
def test_an_unknown_or_closed_door_is_nowhere(cast: Cast, as_paul: Client, at: datetime) -> None:
    door = a_hook(cast.paul, at)
    sent = greenhouse_call("hire_candidate", {"id": 71})
    assert call("/intake/hooks/nobody/", sent.body, **sent.headers).status_code == 404
    as_paul.post(reverse("share:close_door", args=[door.ref]))
    path = reverse("share:intake_hook", args=[door.ref])
    assert call(path, sent.body, **sent.headers).status_code == 404
    assert Client().get(path).status_code == 405


@pytest.mark.usefixtures("clock")
def test_smartrecruiters_shakes_hands_first(cast: Cast, at: datetime) -> None:
    path = reverse("share:intake_hook", args=[a_hook(cast.paul, at, "smartrecruiters").ref])
    shaken = call(path, b"", **{"x-hook-secret": "4jn8fs9011jj8"})
    assert (shaken.status_code, shaken.headers["X-Hook-Secret"]) == (200, "4jn8fs9011jj8")
    assert call(path, b"", **{"x-hook-secret": "x" * 201}).status_code == 400
    other = reverse("share:intake_hook", args=[a_hook(cast.paul, at).ref])
    assert call(other, b"", **{"x-hook-secret": "x"}).status_code == 401


@pytest.mark.usefixtures("clock")
def test_steps_come_by_a_key(cast: Cast, at: datetime) -> None:
    key, relay = a_key(cast.paul, at), a_relay(cast.ines, at)
    steps = [{"application": "71", "step": "application", "code": relay.link.code}]
    body = json.dumps({"steps": steps}).encode()
    bearer = {"authorization": f"Bearer {key}"}
    assert call("/intake/steps/", body, **bearer).json() == {"new": 1, "known": 0}
    assert call("/intake/steps/", body, **bearer).json() == {"new": 0, "known": 1}
    assert Referral.objects.get().person == cast.ines
    wrong = call("/intake/steps/", b'{"steps": [{"step": "party"}]}', **bearer)
    assert (wrong.status_code, wrong.json()["where"]) == (422, "steps[0].step")
    assert IntakeProblem.objects.get().reason == "unknown_step"


@pytest.mark.usefixtures("clock")
def test_without_a_good_key_nothing_is_taken(cast: Cast, at: datetime) -> None:
    key = a_key(cast.paul, at, days=1)
    body = b'{"steps": [{"application": "71", "step": "hire"}]}'
    for headers in ({}, {"authorization": "Bearer pv_wrong"}, {"authorization": f"Basic {key}"}):
        refused = call("/intake/steps/", body, **headers)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    with time_machine.travel(at + 2 * DAY, tick=False):
        late = call("/intake/steps/", body, authorization=f"Bearer {key}")
    assert late.status_code == 401
    hook = IntakeDoor.objects.get(pk=a_hook(cast.paul, at).pk)
    assert call(reverse("share:intake_hook", args=[hook.ref]), body).status_code == 401
    assert not ReferralStep.objects.exists()


@pytest.mark.usefixtures("clock")
def test_a_file_is_looked_at_then_taken(cast: Cast, as_paul: Client, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    data = f"candidature;étape;date;code\n71;candidature;02/11/2026;{relay.link.code}\n72;fête;;\n"
    sent = {"system": "other", "file": SimpleUploadedFile("steps.csv", data.encode("latin-1"))}
    page = text(as_paul.post("/desk/referrals/files/", sent, follow=True))
    assert "One step can be taken. Nothing is done yet." in page
    assert "Line 3: “fête” is no step" in page
    assert not ReferralStep.objects.exists()
    assert "waits for your decision" in text(as_paul.get("/desk/referrals/files/"))
    apply = reverse("share:apply_file", args=[StepFile.objects.get().ref])
    page = text(as_paul.post(apply, {"answer": "apply"}, follow=True))
    assert "Done: 1 steps were new, 0 were known already." in page
    assert Referral.objects.get().person == cast.ines


@pytest.mark.usefixtures("clock")
def test_a_file_that_cannot_be_read_says_why(cast: Cast, as_paul: Client, at: datetime) -> None:
    sent = {"system": "other", "file": SimpleUploadedFile("steps.csv", b"hello")}
    wrong = as_paul.post("/desk/referrals/files/", sent)
    assert wrong.status_code == 422
    assert "No line of this file names its columns" in text(wrong)
    good = SimpleUploadedFile("steps.csv", b"application,step\n1,hire\n")
    as_paul.post("/desk/referrals/files/", {"system": "other", "file": good})
    apply = reverse("share:apply_file", args=[StepFile.objects.get().ref])
    assert "the file is forgotten" in text(as_paul.post(apply, {"answer": "discard"}, follow=True))
    assert not ReferralStep.objects.exists()


@pytest.mark.usefixtures("clock")
def test_hr_attaches_a_code_by_hand(cast: Cast, as_paul: Client, at: datetime) -> None:
    relay = a_relay(cast.ines, at)
    said = {"system": "other", "reference": "71", "code": f"https://x.example/l/{relay.link.code}"}
    page = text(as_paul.post("/desk/referrals/codes/", said, follow=True))
    assert "Attached. Whose link it is stays with that person." in page
    assert "Inès" not in page
    again = as_paul.post("/desk/referrals/codes/", said)
    assert again.status_code == 422
    assert "the first one counts" in text(again)
    wrong = as_paul.post("/desk/referrals/codes/", said | {"code": "LinkedIn"})
    assert "This is not a code of ours" in text(wrong)


def test_every_reason_has_a_sentence_on_both_sides() -> None:
    for reason in set(SENTENCES) - {"no_key"}:
        assert problem_words(IntakeProblem(reason=reason)) != reason


@pytest.mark.usefixtures("clock")
def test_the_worker_forgets_what_is_past(cast: Cast, at: datetime) -> None:
    keep(told(Step.HIRE), at=at - 40 * DAY)
    assert tasks.forget_old_calls() == 1
    assert tasks.forget_old_calls() == 0
