"""Keeping the pace of networks in rows: what a crash forgets would be asked of them again."""

from __future__ import annotations

from datetime import datetime, timedelta

from portevoix.share.models import Account, Pace
from portevoix.share.platforms.network import NotPublished, Published
from portevoix.share.rules import pace
from portevoix.share.rules.outbox import Outcome

# These came before or beside the call: they say nothing of the server's health.
NOT_OF_THE_SERVER = frozenset({"too_many", "renewing", "renewal", "stalled", "fault"})


def wait_before_call(*, account: Account, at: datetime) -> timedelta:
    """Take one call of a server and of an account; or say how long to wait, and take nothing.

    To be called in the transaction that commits to the call: the rows are held until it ends.
    """
    of_server = _held(Pace(network=account.network, host=account.host), pace.OF_SERVER, at)
    of_account = _held(
        Pace(network=account.network, host=account.host, account=account),
        pace.account_rate(account.network),
        at,
    )
    both = [(of_server, pace.OF_SERVER), (of_account, pace.account_rate(account.network))]
    wait = max(pace.wait_for(_value(row), rate, at) for row, rate in both)
    if wait:
        return wait
    for row, rate in both:
        _keep(row, pace.taken(_value(row), rate, at))
    return timedelta()


def note_answer(
    *, account: Account, result: Published | NotPublished, at: datetime, draw: float
) -> None:
    """Note how a server answered a call, and how long it wants an account to wait."""
    own = Pace.objects.select_for_update().filter(network=account.network, host=account.host)
    if isinstance(result, NotPublished) and result.code in NOT_OF_THE_SERVER:
        of_account = own.filter(account=account.pk).first()
        if result.retry_after and of_account:
            _keep(of_account, pace.told_to_wait(_value(of_account), result.retry_after, at))
        return
    of_server = own.filter(account=None).first()
    if of_server is None:
        return
    if _is_trouble(result):
        _keep(of_server, pace.after_trouble(_value(of_server), at, draw))
    elif of_server.failures:
        _keep(of_server, pace.after_answer(_value(of_server)))


def _is_trouble(result: Published | NotPublished) -> bool:
    troubles = {Outcome.NOT_SENT, Outcome.UNKNOWN}
    return isinstance(result, NotPublished) and result.outcome in troubles


def _held(wanted: Pace, rate: pace.Rate, at: datetime) -> Pace:
    new = pace.full(rate, at)
    row, _is_new = Pace.objects.select_for_update().get_or_create(
        network=wanted.network,
        host=wanted.host,
        account=wanted.account,
        defaults={"tokens": new.tokens, "counted_at": new.counted_at},
    )
    return row


def _value(row: Pace) -> pace.Pace:
    return pace.Pace(row.tokens, row.counted_at, row.failures, row.shut_until)


def _keep(row: Pace, value: pace.Pace) -> None:
    row.tokens, row.counted_at = value.tokens, value.counted_at
    row.failures, row.shut_until = value.failures, value.shut_until
    row.save()
