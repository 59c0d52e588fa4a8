from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.outbox import (
    AGE_LIMIT,
    BACK_OFF_MOST,
    LATE,
    MOST_LOOKS,
    SETTLING,
    Answer,
    Attempt,
    Finding,
    IllegalStep,
    Outcome,
    Publication,
    Reason,
    State,
    after_answer,
    after_attempt,
    after_looking,
    after_restart,
    back_off,
    begin_sending,
    cancel,
    claim,
    hold,
    is_due,
    keep_back,
    move,
    release,
    scheduled,
)

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def sending(attempts: int = 1) -> Publication:
    publication = begin_sending(claim(scheduled(AT), AT), AT)
    assert publication.attempts == 1
    return Publication(State.SENDING, AT, AT, attempts=attempts, sending_at=AT)


def unknown() -> Publication:
    return after_attempt(sending(), Attempt(Outcome.UNKNOWN), AT, 0.5)


def test_a_publication_goes_from_its_moment_to_sent() -> None:
    publication = scheduled(AT)
    assert not is_due(publication, AT - MINUTE)
    assert is_due(publication, AT)
    begun = begin_sending(claim(publication, AT), AT)
    assert begun.state is State.SENDING
    assert after_attempt(begun, Attempt(Outcome.PUBLISHED), AT, 0.5).state is State.SENT


def test_nothing_is_claimed_before_its_moment() -> None:
    with pytest.raises(IllegalStep):
        claim(scheduled(AT), AT - MINUTE)


def test_an_hour_late_is_published_and_more_is_asked() -> None:
    assert claim(scheduled(AT), AT + LATE).state is State.CLAIMED
    late = claim(scheduled(AT), AT + LATE + MINUTE)
    assert (late.state, late.reason) == (State.ASK_PERSON, Reason.LATE)


def test_a_day_old_is_asked_even_when_a_retry_was_promised() -> None:
    at = AT + AGE_LIMIT + MINUTE
    old = claim(Publication(State.SCHEDULED, AT, at, attempts=9), at)
    assert (old.state, old.reason) == (State.ASK_PERSON, Reason.TOO_OLD)


def test_what_did_not_leave_is_tried_again_after_a_jittered_wait() -> None:
    again = after_attempt(sending(3), Attempt(Outcome.NOT_SENT), AT, 0.5)
    assert again.state is State.SCHEDULED
    assert again.next_at == AT + timedelta(seconds=60)
    assert again.sending_at is None


def test_the_network_s_own_wait_is_a_floor() -> None:
    attempt = Attempt(Outcome.NOT_SENT, timedelta(minutes=15))
    assert after_attempt(sending(), attempt, AT, 0.0).next_at == AT + timedelta(minutes=15)
    assert after_attempt(sending(), attempt, AT, 0.9).next_at > AT + timedelta(minutes=15)


def test_a_wait_beyond_a_day_is_asked_at_once() -> None:
    attempt = Attempt(Outcome.NOT_SENT, timedelta(hours=25))
    asked = after_attempt(sending(), attempt, AT, 0.0)
    assert (asked.state, asked.reason) == (State.ASK_PERSON, Reason.TOO_OLD)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.REFUSED, Reason.REFUSED),
        (Outcome.TOKEN_EXPIRED, Reason.TOKEN_EXPIRED),
        (Outcome.SUSPENDED, Reason.SUSPENDED),
    ],
)
def test_what_only_its_owner_can_mend_is_asked(outcome: Outcome, reason: Reason) -> None:
    asked = after_attempt(sending(), Attempt(outcome), AT, 0.5)
    assert (asked.state, asked.reason) == (State.ASK_PERSON, reason)


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.DUPLICATE])
def test_what_may_have_happened_is_looked_for(outcome: Outcome) -> None:
    publication = after_attempt(sending(), Attempt(outcome), AT, 0.5)
    assert publication.state is State.UNKNOWN
    assert is_due(publication, AT + MINUTE)
    assert after_looking(publication, Finding.FOUND, AT + MINUTE, 0.5).state is State.SENT


def test_absence_proves_nothing_while_a_request_may_still_travel() -> None:
    early = after_looking(unknown(), Finding.ABSENT, AT + SETTLING - MINUTE, 0.0)
    assert early.state is State.UNKNOWN
    assert early.next_at >= AT + SETTLING
    settled = after_looking(early, Finding.ABSENT, AT + SETTLING, 0.0)
    assert settled.state is State.SCHEDULED


def test_evidence_that_never_comes_is_asked() -> None:
    publication, at = unknown(), AT
    for _ in range(MOST_LOOKS):
        assert publication.state is State.UNKNOWN
        at = publication.next_at
        publication = after_looking(publication, Finding.INCONCLUSIVE, at, 0.9)
    assert (publication.state, publication.reason) == (State.ASK_PERSON, Reason.NO_EVIDENCE)


def test_a_day_without_evidence_is_asked() -> None:
    at = AT + AGE_LIMIT + MINUTE
    assert after_looking(unknown(), Finding.INCONCLUSIVE, at, 0.5).state is State.ASK_PERSON


def test_a_restart_turns_sending_into_unknown_and_gives_claims_back() -> None:
    assert after_restart(sending(), AT).state is State.UNKNOWN
    assert after_restart(claim(scheduled(AT), AT), AT).state is State.SCHEDULED
    for state in State:
        if state not in {State.SENDING, State.CLAIMED}:
            publication = Publication(state, AT, AT)
            assert after_restart(publication, AT) == publication


def test_a_claim_may_be_given_back_or_held_for_its_owner() -> None:
    claimed = claim(scheduled(AT), AT)
    assert release(claimed, AT, MINUTE).next_at == AT + MINUTE
    assert hold(claimed, Reason.CONSENT, AT).reason is Reason.CONSENT


def test_the_owner_s_word_decides() -> None:
    asked = claim(scheduled(AT), AT + LATE + MINUTE)
    at = AT + timedelta(days=3)
    assert after_answer(asked, Answer.PUBLISHED, at).state is State.SENT
    assert after_answer(asked, Answer.DROP, at).state is State.CANCELLED
    again = after_answer(asked, Answer.TRY_AGAIN, at)
    assert claim(again, at).state is State.CLAIMED


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN, State.SENT, State.CANCELLED])
def test_what_may_be_out_is_not_cancelled(state: State) -> None:
    with pytest.raises(IllegalStep):
        cancel(Publication(state, AT, AT))


@pytest.mark.parametrize("state", [State.SCHEDULED, State.CLAIMED, State.ASK_PERSON])
def test_what_has_not_left_is_cancelled(state: State) -> None:
    assert cancel(Publication(state, AT, AT)).state is State.CANCELLED


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_waits_stay_between_nothing_and_an_hour(attempts: int, draw: float) -> None:
    assert timedelta() <= back_off(attempts, draw) <= BACK_OFF_MOST


@given(
    st.sampled_from(State),
    st.sampled_from([*Outcome]),
    st.sampled_from([*Finding]),
    st.timedeltas(timedelta(), timedelta(days=2)),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 20),
)
def test_nothing_returns_to_scheduled_without_evidence(
    state: State,
    outcome: Outcome,
    finding: Finding,
    late: timedelta,
    draw: float,
    looks: int,
) -> None:
    start = Publication(state, AT, AT, attempts=1, looks=looks, sending_at=AT)
    at = AT + late
    steps = {
        "claim": (lambda: claim(start, at), False),
        "begin": (lambda: begin_sending(start, at), False),
        "release": (lambda: release(start, at, MINUTE), False),
        "hold": (lambda: hold(start, Reason.LINK, at), False),
        "restart": (lambda: after_restart(start, at), False),
        "cancel": (lambda: cancel(start), False),
        "attempt": (
            lambda: after_attempt(start, Attempt(outcome), at, draw),
            outcome is Outcome.NOT_SENT,
        ),
        "look": (
            lambda: after_looking(start, finding, at, draw),
            finding is Finding.ABSENT and late >= SETTLING,
        ),
    }
    for step, is_evidence in steps.values():
        try:
            after = step()
        except IllegalStep:
            continue
        may_be_out = state in {State.SENDING, State.UNKNOWN}
        if may_be_out and after.state in {State.SCHEDULED, State.CLAIMED, State.SENDING}:
            assert is_evidence
        if state in {State.SENT, State.CANCELLED}:
            assert after.state is state


def test_waiting_for_a_bucket_is_no_new_promise() -> None:
    claimed = claim(scheduled(AT), AT)
    soon = release(claimed, AT, timedelta(minutes=59))
    assert (soon.state, soon.next_at) == (State.SCHEDULED, AT + timedelta(minutes=59))
    late = release(claimed, AT, timedelta(minutes=61))
    assert (late.state, late.reason) == (State.ASK_PERSON, Reason.LATE)
    # What was tried before has its own promise, and its own limit.
    again = release(replace(claimed, attempts=1), AT, timedelta(minutes=61))
    assert again.state is State.SCHEDULED


def test_a_freeze_keeps_the_moment_so_that_lateness_goes_on_counting() -> None:
    kept = keep_back(claim(scheduled(AT), AT + timedelta(minutes=5)))
    assert (kept.state, kept.next_at) == (State.SCHEDULED, AT)


def test_never_tried_is_late_and_tried_for_a_day_is_too_old() -> None:
    two_days = AT + timedelta(days=2)
    assert claim(scheduled(AT), two_days).reason is Reason.LATE
    assert claim(replace(scheduled(AT), attempts=3), two_days).reason is Reason.TOO_OLD


def test_what_has_not_left_takes_another_moment() -> None:
    later = AT + timedelta(days=1)
    for publication in (scheduled(AT), claim(scheduled(AT), AT)):
        assert move(publication, later) == scheduled(later)
    for state in (State.SENDING, State.UNKNOWN, State.SENT, State.CANCELLED):
        with pytest.raises(IllegalStep):
            move(replace(scheduled(AT), state=state), later)
