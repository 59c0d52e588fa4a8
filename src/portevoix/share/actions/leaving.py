"""What leaving the house ends in sharing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.share.actions.revoking import hand_back
from portevoix.share.models import Account, Share
from portevoix.share.queries.departed import cancellable_shares, open_accounts


class StillHere(Refusal):
    """Nothing is closed behind somebody who works here."""

    sentence = _("This person works here.")


@transaction.atomic
def close_behind(*, person: Person, at: datetime) -> None:
    """Erase the tokens of somebody who left and cancel what she had planned.

    The accounts stay named in her own data, without a way in. Refuses whoever works here.
    """
    if Person.objects.present().filter(pk=person.pk).exists():
        raise StillHere
    shares = cancellable_shares().filter(person=person)
    cancelled = shares.update(
        state=Share.State.CANCELLED, problem="", problem_detail="", claim="", claimed_until=None
    )
    accounts = list(open_accounts().filter(person=person))
    for account in accounts:
        hand_back(account, at=at)
    erased = {"sealed_access": "", "sealed_refresh": "", "sealed_proof": ""}
    closed = Account.objects.filter(pk__in=[one.pk for one in accounts]).update(
        state=Account.State.EXPIRED, tokens_expire_at=None, **erased
    )
    details: dict[str, object] = {"accounts": closed, "shares": cancelled}
    record("accounts.closed", actor=SYSTEM, subject=person.ref, at=at, details=details)
