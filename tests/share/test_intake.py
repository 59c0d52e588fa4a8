"""The ways in: doors with a key or a secret, calls taken once, files looked at first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.actions import refusals
from portevoix.share.actions.intake import (
    close_door,
    forget_old_calls,
    forget_problem,
    note_problem,
    open_hook,
    open_key,
    take_call,
)
from portevoix.share.actions.referring import Kept
from portevoix.share.actions.step_files import apply_steps, discard_steps, line_in_words, send_steps
from portevoix.share.models import (
    IntakeDoor,
    IntakeProblem,
    IntakeReceipt,
    Referral,
    ReferralStep,
    StepFile,
)
from portevoix.share.models.sealed import opened
from portevoix.share.queries.intake import LABEL, key_digest
from portevoix.share.rules.referrals import Step
from portevoix.share.rules.step_table import MOST_LINES, read_steps
from tests.conftest import Cast
from tests.share.referral_world import SECRET, a_hook, a_key, a_relay, told

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_key_is_shown_once_and_kept_as_a_digest(cast: Cast, at: datetime) -> None:
    made = open_key(system="other", name="Nightly", days=90, by=cast.paul, at=at)
    assert made.key.startswith("pv_")
    assert len(made.key) == len("pv_") + 43
    assert made.key not in str(list(IntakeDoor.objects.values()))
    assert made.key not in repr(made)
    assert made.door.key_digest == key_digest(made.key)
    assert IntakeDoor.objects.open(at + 89 * DAY).exists()
    assert not IntakeDoor.objects.open(at + 90 * DAY).exists()
    assert a_key(cast.paul, at) != made.key


def test_a_secret_is_sealed_for_its_own_row(cast: Cast, at: datetime) -> None:
    door = a_hook(cast.paul, at)
    assert SECRET not in str(list(IntakeDoor.objects.values()))
    secret = opened(door.sealed_secret, ref=door.ref, label=LABEL)
    assert secret == Secret(SECRET)


def test_only_hr_opens_and_closes(cast: Cast, at: datetime) -> None:
    door = a_hook(cast.paul, at)
    problem = note_problem(door=door, reason="forged", detail="", at=at)
    for other in (cast.lea, cast.rosa, cast.ada, cast.ines):
        with pytest.raises(refusals.NotHr):
            a_hook(other, at)
        with pytest.raises(refusals.NotHr):
            a_key(other, at)
        with pytest.raises(refusals.NotHr):
            close_door(door=door, by=other, at=at)
        with pytest.raises(refusals.NotHr):
            forget_problem(problem=problem, by=other, at=at)
        with pytest.raises(refusals.NotHr):
            send_steps(data=b"application,step\n1,hire", system="other", by=other, at=at)
        assert not IntakeDoor.objects.visible_to(other).exists()
        assert not IntakeProblem.objects.visible_to(other).exists()
        assert not StepFile.objects.visible_to(other).exists()


def test_a_hook_needs_a_known_system_and_a_secret(cast: Cast, at: datetime) -> None:
    with pytest.raises(refusals.SystemUnknown):
        open_hook(system="other", name="", secret=Secret("x"), by=cast.paul, at=at)
    with pytest.raises(refusals.DoorNeedsASecret):
        open_hook(system="lever", name="", secret=Secret(""), by=cast.paul, at=at)


def test_a_closed_door_holds_no_secret(cast: Cast, at: datetime) -> None:
    door = a_hook(cast.paul, at)
    close_door(door=door, by=cast.paul, at=at)
    door.refresh_from_db()
    assert (door.sealed_secret, door.key_digest, door.closed_at) == ("", "", at)
    with pytest.raises(refusals.DoorClosed):
        close_door(door=door, by=cast.paul, at=at)


def test_the_same_call_is_taken_once(cast: Cast, at: datetime) -> None:
    door, relay = a_hook(cast.paul, at), a_relay(cast.ines, at)
    steps = [told(Step.APPLICATION, relay.link.code)]
    assert take_call(door=door, content=b"a", told=steps, at=at) == Kept(1, 0)
    assert take_call(door=door, content=b"a", told=steps, at=at + DAY) == Kept(0, 1)
    assert take_call(door=door, content=b"b", told=[], at=at) == Kept(0, 0)
    door.refresh_from_db()
    assert door.latest_at == at
    assert Referral.objects.count() == 1
    assert forget_old_calls(at=at + 90 * DAY) == 0
    assert forget_old_calls(at=at + 91 * DAY) == 2
    assert not IntakeReceipt.objects.exists()


def test_steps_say_by_which_way_they_came(cast: Cast, at: datetime) -> None:
    key = IntakeDoor.objects.get(key_digest=key_digest(a_key(cast.paul, at)))
    take_call(door=key, content=b"a", told=[told(Step.HIRE)], at=at)
    take_call(door=a_hook(cast.paul, at), content=b"a", told=[told(Step.INTERVIEW)], at=at)
    assert dict(ReferralStep.objects.values_list("step", "provenance")) == {
        "hire": "api",
        "interview": "webhook",
    }


def test_problems_are_counted_a_line_each(cast: Cast, at: datetime) -> None:
    door = a_hook(cast.paul, at)
    for day in range(3):
        note_problem(door=door, reason="no_reference", detail="payload.id", at=at + day * DAY)
    note_problem(door=door, reason="forged", detail="", at=at)
    problem = IntakeProblem.objects.get(reason="no_reference")
    assert (problem.times, problem.first_at, problem.latest_at) == (3, at, at + 2 * DAY)
    forget_problem(problem=problem, by=cast.paul, at=at)
    assert IntakeProblem.objects.count() == 1


FILE = (
    "Export du 2 novembre;;;\n"
    "Référence candidature;Étape;Date;Source\n"
    "71;candidature;28/10/2026;pv-{code}\n"
    "71;Entretien;29/10/2026;\n"
    "72;candidature;28/10/2026;LinkedIn\n"
    ";entretien;29/10/2026;\n"
    "73;fête;29/10/2026;\n"
    "74;entretien;demain;\n"
    "75;entretien;29/10/2027;\n"
    "=1+1;entretien;29/10/2026;\n"
    "76;candidature;;pv-tooshort\n"
    f"{'7' * 201};entretien;;\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_file_is_looked_at_first_whatever_its_encoding(
    cast: Cast, at: datetime, encoding: str
) -> None:
    relay = a_relay(cast.ines, at - 6 * DAY)
    data = FILE.format(code=relay.link.code).encode(encoding)
    sent = send_steps(data=data, system="greenhouse", by=cast.paul, at=at)
    assert not Referral.objects.exists()
    assert [row[0] for row in sent.rows] == [3, 4, 5]
    assert [(line, reason) for line, reason, _detail in sent.troubles] == [
        (6, "no_reference"),
        (7, "unknown_step"),
        (8, "bad_day"),
        (9, "to_come"),
        (10, "formula"),
        (11, "bad_code"),
        (12, "too_long"),
    ]
    assert all(line_in_words(reason, detail) for _line, reason, detail in sent.troubles)
    assert apply_steps(file=sent, by=cast.paul, at=at) == Kept(3, 0)
    assert not StepFile.objects.exists()
    referral = Referral.objects.get()
    assert (referral.person, referral.steps.count()) == (cast.ines, 2)
    assert referral.applied_at.date().isoformat() == "2026-10-28"
    assert ReferralStep.objects.filter(referral=None).count() == 1


def test_the_same_file_twice_changes_nothing_and_an_interrupted_one_goes_on(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portevoix.share.actions.step_files.BATCH", 1)
    relay = a_relay(cast.ines, at - 6 * DAY)
    data = FILE.format(code=relay.link.code).encode()
    first = send_steps(data=data, system="other", by=cast.paul, at=at)
    half = StepFile(owner=cast.paul, rows=first.rows[:1], sent_at=at)
    half.save()
    assert apply_steps(file=half, by=cast.paul, at=at) == Kept(1, 0)
    assert apply_steps(file=first, by=cast.paul, at=at) == Kept(2, 1)
    before = list(ReferralStep.objects.order_by("pk").values())
    again = send_steps(data=data, system="other", by=cast.paul, at=at + DAY)
    assert apply_steps(file=again, by=cast.paul, at=at + DAY) == Kept(0, 3)
    assert list(ReferralStep.objects.order_by("pk").values()) == before


def test_what_waits_holds_no_reference(cast: Cast, at: datetime) -> None:
    data = b"application,step,name\nnadia-4711,hire,Nadia Kaci\n"
    sent = send_steps(data=data, system="other", by=cast.paul, at=at)
    assert "4711" not in str(sent.rows)
    assert "Nadia" not in str(list(StepFile.objects.values()))
    again = send_steps(data=data, system="other", by=cast.paul, at=at)
    assert StepFile.objects.get() == again
    discard_steps(file=again, by=cast.paul, at=at)
    assert not StepFile.objects.exists()
    assert not ReferralStep.objects.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"step,at\nhire,2026-10-01\n", b"x" * (5 * 1024 * 1024 + 1), b"\xff\xfea"],
)
def test_what_is_no_table_of_steps_is_refused(cast: Cast, at: datetime, data: bytes) -> None:
    with pytest.raises(refusals.FileHasNothing) as refused:
        send_steps(data=data, system="other", by=cast.paul, at=at)
    assert "%" not in str(refused.value)


def test_a_table_without_steps_says_so(at: datetime) -> None:
    [trouble] = read_steps("application,date\n71,2026-10-01\n", at).troubles
    assert trouble.reason == "no_step_column"
    assert line_in_words(trouble.reason, trouble.detail)


def test_a_table_that_is_too_long_is_read_to_its_limit(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portevoix.share.rules.step_table.MOST_LINES", 2)
    read = read_steps("application,step\n" + "71,hire\n" * 3, at)
    assert len(read.lines) == 2
    assert read.troubles[0].reason == "too_many_lines"
    assert MOST_LINES > 2


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2026-10-02", "2026-10-02"),
        ("02/10/2026", "2026-10-02"),
        ("02.10.2026", "2026-10-02"),
        ("2026-10-02T09:30:00+02:00", "2026-10-02"),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(at: datetime, day: str, moment: str | None) -> None:
    [line] = read_steps(f"application;step;date\n71;hire;{day}\n", at).lines
    happened = line.told.happened_at
    assert (happened.date().isoformat() if happened else None) == moment
