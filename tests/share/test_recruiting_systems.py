"""Each recruiting system: its signature is verified, its steps are read, anything else is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portevoix.share.rules.codes import link_code
from portevoix.share.rules.referrals import Step, Told
from portevoix.share.sources.registry import BY_KEY, SYSTEMS
from portevoix.share.sources.smartrecruiters import SmartRecruiters
from portevoix.share.sources.system import (
    Forged,
    Refused,
    Sent,
    Stale,
    Unreadable,
    mapping_of,
    moment_of,
    stage_named,
)
from portevoix.share.sources.told import MOST_STEPS, steps_of
from tests.share.referral_world import SECRET, body_of, signature

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
CODE = link_code(bytes(range(16)))
PERSON = {"first_name": "Nadia", "email": "nadia@example.org"}
Sign = Callable[[dict[str, Any], datetime], Sent]


def by_header(name: str, form: str) -> Sign:
    def sign(said: dict[str, Any], at: datetime) -> Sent:
        body = body_of(said)
        return Sent({name: form.format(signature(body))}, body)

    return sign


def by_lever(said: dict[str, Any], at: datetime) -> Sent:
    stamp = int(at.timestamp() * 1000)
    made = signature(f"a-token{stamp}".encode())
    body = body_of(said | {"token": "a-token", "triggeredAt": stamp, "signature": made})
    return Sent({}, body)


def by_workable(said: dict[str, Any], at: datetime) -> Sent:
    body = body_of(said | {"fired_at": at.isoformat()})
    return Sent({"x-workable-signature": signature(body)}, body)


def by_smartrecruiters(said: dict[str, Any], at: datetime) -> Sent:
    name, body = said["event"], body_of(said["body"])
    stamp = str(int(at.timestamp()))
    link = "<https://api.example/a>; rel=self"
    headers = {"event-id": "9", "event-name": name, "event-version": "v201910", "link": link}
    message = b".".join(
        part if isinstance(part, bytes) else part.encode()
        for part in (stamp, body, "9", name, "v201910", link)
    )
    signed = {"smartrecruiters-timestamp": stamp}
    signed["smartrecruiters-signature"] = f"v0=00; v1={signature(message)}"
    return Sent(headers | signed, body)


SIGN: dict[str, Sign] = {
    "ashby": by_header("ashby-signature", "sha256={}"),
    "greenhouse": by_header("signature", "sha256 {}"),
    "lever": by_lever,
    "recruitee": by_header("x-recruitee-signature", "{}"),
    "smartrecruiters": by_smartrecruiters,
    "workable": by_workable,
}


@dataclass(frozen=True, slots=True)
class Case:
    system: str
    said: dict[str, Any]
    step: Step | None
    reference: str = "71"
    codes: tuple[str, ...] = ()


def greenhouse(action: str, step: Step | None, codes: Any = (), **more: Any) -> Case:
    application = {"id": 71, "candidate": PERSON} | more
    return Case(
        "greenhouse", {"action": action, "payload": {"application": application}}, step, codes=codes
    )


def ashby(action: str, step: Step | None, codes: Any = (), **more: Any) -> Case:
    application = {"id": "71", "candidate": PERSON} | more
    return Case(
        "ashby", {"action": action, "data": {"application": application}}, step, "71", codes
    )


def lever(event: str, step: Step | None, **more: Any) -> Case:
    return Case("lever", {"event": event, "data": {"opportunityId": "71"} | more}, step)


def workable(event: str, step: Step | None, codes: Any = (), **more: Any) -> Case:
    data = {"id": "71", "name": "Nadia"} | more
    return Case("workable", {"event_type": event, "data": data}, step, "71", codes)


def recruitee(event: str, step: Step | None, codes: Any = (), **more: Any) -> Case:
    payload = {"candidate": {"id": 71} | PERSON, "offer": {"id": 5}} | more
    subtype = payload.pop("subtype", None)
    said = {"event_type": event, "event_subtype": subtype, "payload": payload}
    return Case("recruitee", said, step, "71/5", codes)


CUSTOM = {"who_told_you": {"name": "Who told you?", "value": f"pv-{CODE}"}}
CASES = [
    greenhouse("new_candidate_application", Step.APPLICATION, (CODE,), custom_fields=CUSTOM),
    greenhouse("new_candidate_application", Step.APPLICATION, source={"name": "LinkedIn"}),
    greenhouse("candidate_stage_change", Step.INTERVIEW, current_stage={"name": "Phone Screen"}),
    greenhouse("candidate_stage_change", None, current_stage={"name": "Application review"}),
    greenhouse("candidate_stage_change", None, current_stage=None),
    greenhouse("hire_candidate", Step.HIRE),
    greenhouse("unhire_candidate", Step.CLOSED),
    greenhouse("reject_candidate", Step.CLOSED),
    greenhouse("ping", None),
    ashby("applicationSubmit", Step.APPLICATION, (CODE,), source={"title": f"pv-{CODE}"}),
    ashby("candidateStageChange", Step.HIRE, currentInterviewStage={"type": "Hired"}),
    ashby("candidateStageChange", Step.CLOSED, currentInterviewStage={"type": "Archived"}),
    ashby("candidateStageChange", Step.INTERVIEW, currentInterviewStage={"title": "Entretien"}),
    ashby("candidateStageChange", None, currentInterviewStage={"type": "Lead", "title": "New"}),
    ashby("candidateHire", Step.HIRE),
    Case(
        "ashby",
        {
            "action": "interviewScheduleCreate",
            "data": {"interviewSchedule": {"applicationId": "71"}},
        },
        Step.INTERVIEW,
    ),
    ashby("jobCreate", None),
    lever("applicationCreated", Step.APPLICATION),
    lever("interviewCreated", Step.INTERVIEW),
    lever("candidateHire", Step.HIRE),
    lever("candidateArchiveChange", Step.CLOSED, toArchived={"reason": "r"}),
    lever("candidateArchiveChange", None, toArchived=None),
    lever("candidateDelete", None),
    workable("candidate_created", Step.APPLICATION, (CODE,), answers=[{"body": f"pv-{CODE}"}]),
    workable("candidate_moved", Step.INTERVIEW, stage="Interview"),
    workable("candidate_moved", Step.HIRE, stage="Hired"),
    workable("candidate_moved", Step.HIRE, stage="Bienvenue", stage_kind="hired"),
    workable("candidate_moved", Step.CLOSED, stage="Interview", disqualified=True),
    workable("candidate_moved", None, stage="Sourced"),
    workable("employee_created", None),
    recruitee("new_candidate", Step.APPLICATION, (CODE,), referrer=f"https://x/?source=pv-{CODE}"),
    recruitee("candidate_moved", Step.INTERVIEW, details={"to_stage": {"category": "interview"}}),
    recruitee("candidate_moved", Step.HIRE, details={"to_stage": {"name": "Hired!"}}),
    recruitee("candidate_moved", Step.CLOSED, subtype="disqualified"),
    recruitee("candidate_moved", None, subtype="requalified"),
    recruitee("candidate_moved", None, details={"to_stage": {"category": "apply"}}),
    recruitee("offer_created", None),
    Case("recruitee", {"test": True, "event_type": "new_candidate"}, None),
    Case(
        "smartrecruiters",
        {"event": "application.created", "body": {"application_id": "71", "job_id": "j"}},
        Step.APPLICATION,
    ),
    Case(
        "smartrecruiters",
        {"event": "interview.created", "body": {"application_id": "71"}},
        Step.INTERVIEW,
    ),
    Case("smartrecruiters", {"event": "job.created", "body": {"job_id": "j"}}, None),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.system}-{case.step}")
def test_what_a_system_signs_is_read(case: Case) -> None:
    system, sent = BY_KEY[case.system], SIGN[case.system](case.said, AT)
    system.verify(sent, SECRET, AT)
    told = system.read(sent)
    if case.step is None:
        assert told == ()
        return
    assert [(one.reference, one.step, one.codes) for one in told] == [
        (case.reference, case.step, case.codes)
    ]
    assert "Nadia" not in repr(told)
    assert case.reference not in repr(told)


def signed_by(key: str) -> Sent:
    case = next(case for case in CASES if case.system == key and case.step)
    return SIGN[key](case.said, AT)


@pytest.mark.parametrize("key", SIGN)
def test_what_it_did_not_sign_is_refused(key: str) -> None:
    system, sent = BY_KEY[key], signed_by(key)
    with pytest.raises(Forged):
        system.verify(sent, "another-secret", AT)
    with pytest.raises(Forged):
        system.verify(sent, "", AT)
    body = {k: v for k, v in json.loads(sent.body).items() if k != "signature"}
    with pytest.raises(Forged):
        system.verify(Sent({}, body_of(body)), SECRET, AT)


@pytest.mark.parametrize("key", sorted(set(SIGN) - {"lever"}))
def test_a_changed_body_is_refused(key: str) -> None:
    sent = signed_by(key)
    with pytest.raises(Forged):
        BY_KEY[key].verify(Sent(sent.headers, sent.body + b" "), SECRET, AT)


@pytest.mark.parametrize("key", ["lever", "workable", "smartrecruiters"])
@pytest.mark.parametrize("off", [timedelta(minutes=-6), timedelta(days=2, minutes=1)])
def test_a_replay_and_a_wrong_clock_are_refused(key: str, off: timedelta) -> None:
    with pytest.raises(Stale):
        BY_KEY[key].verify(signed_by(key), SECRET, AT + off)


def test_the_example_of_smartrecruiters_own_manual_is_accepted() -> None:
    headers = {
        "smartrecruiters-signature": "v1="
        "2e9291f10d44ca10204a4cd81b05d73b6a316b2b605d4e2e0e0b37b40198ce1f",
        "smartrecruiters-timestamp": "1574080897",
        "event-id": "123",
        "link": "<http://smartrecruiters.com/endpoint>; rel=self",
        "event-name": "application.created",
        "event-version": "v201910",
    }
    sent = Sent(headers, b'{"job_id":"jid","candidate_id":"cid"}')
    signed_at = datetime.fromtimestamp(1574080897, UTC)
    SmartRecruiters().verify(sent, "HeBVky2bccvvkcXPimH8c", signed_at)


@pytest.mark.parametrize("key", SIGN)
def test_an_unknown_shape_says_where(key: str) -> None:
    case = next(case for case in CASES if case.system == key and case.step)
    said = json.loads(json.dumps(case.said).replace('"71"', "null").replace("71", "null"))
    with pytest.raises(Unreadable) as refused:
        BY_KEY[key].read(SIGN[key](said, AT))
    assert refused.value.reason == "no_reference"
    assert refused.value.detail.replace(".", "").replace("_", "").isalnum()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 5000])
@pytest.mark.parametrize("key", SIGN)
def test_what_is_no_object_is_refused_and_nothing_breaks(key: str, body: bytes) -> None:
    sent = Sent(signed_by(key).headers, body)
    with pytest.raises(Refused):
        BY_KEY[key].verify(sent, SECRET, AT)
    with pytest.raises(Unreadable):
        mapping_of(sent)


def test_every_system_is_signed_for_here() -> None:
    assert set(SIGN) == {system.key for system in SYSTEMS} == set(BY_KEY)
    told = {key: {case.step for case in CASES if case.system == key} - {None} for key in SIGN}
    assert told == {system.key: set(system.tells) for system in SYSTEMS}


def test_recruitee_may_name_several_offers() -> None:
    payload = {"candidate": {"id": 71}, "offers": [{"id": 5}, {"id": 6}]}
    sent = Sent({}, body_of({"event_type": "new_candidate", "payload": payload}))
    assert BY_KEY["recruitee"].read(sent)[0].reference == "71/5"
    none = Sent({}, body_of({"event_type": "new_candidate", "payload": {"candidate": {"id": 71}}}))
    with pytest.raises(Unreadable):
        BY_KEY["recruitee"].read(none)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("Entretien d'embauche", Step.INTERVIEW),
        ("Embauche", Step.HIRE),
        ("Hiring manager review", None),
        ("On-site", Step.INTERVIEW),
        (None, None),
    ],
)
def test_names_of_stages(name: object, step: Step | None) -> None:
    assert stage_named(name) == step


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-02T12:00:00Z", AT),
        ("2026-11-02T12:00:00", AT),
        (int(AT.timestamp() * 1000), AT),
        ("soon", None),
        (True, None),
        (None, None),
        (10**30, None),
    ],
)
def test_moments_are_read(value: object, moment: datetime | None) -> None:
    assert moment_of(value) == moment


def test_steps_come_by_our_own_interface() -> None:
    steps = [
        {"application": 71, "step": "application", "code": f"pv-{CODE}", "at": AT.isoformat()},
        {"application": "72", "step": "hire"},
        {"application": "73", "step": "interview", "code": f"https://x/?ref=pv-{CODE}&a=b"},
    ]
    assert steps_of(Sent({}, body_of({"steps": steps}))) == (
        Told("71", Step.APPLICATION, AT, (CODE,)),
        Told("72", Step.HIRE, None, ()),
        Told("73", Step.INTERVIEW, None, (CODE,)),
    )


@pytest.mark.parametrize(
    ("steps", "reason", "detail"),
    [
        (None, "no_steps", "steps"),
        ([], "no_steps", "steps"),
        (["x"], "not_an_object", "steps[0]"),
        ([{"application": "1", "step": "party"}], "unknown_step", "steps[0].step"),
        ([{"step": "hire"}], "no_reference", "steps[0].application"),
        ([{"application": "1" * 201, "step": "hire"}], "no_reference", "steps[0].application"),
        ([{"application": "1", "step": "hire", "at": "soon"}], "not_a_moment", "steps[0].at"),
        ([{"application": "1", "step": "hire", "code": "x"}], "not_a_code", "steps[0].code"),
        ([{"application": "1", "step": "hire", "code": 7}], "not_a_code", "steps[0].code"),
        ([{}] * (MOST_STEPS + 1), "too_many_steps", str(MOST_STEPS)),
    ],
)
def test_steps_that_cannot_be_read_say_where(steps: object, reason: str, detail: str) -> None:
    with pytest.raises(Unreadable) as refused:
        steps_of(Sent({}, body_of({"steps": steps})))
    assert (refused.value.reason, refused.value.detail) == (reason, detail)
