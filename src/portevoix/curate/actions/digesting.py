"""The digest by mail: asked for, stopped, and begun only for who still wants it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.curate.queries.digest import DIGEST, Digest, hours_of_house, offers_digests
from portevoix.govern.actions import give_consent, withdraw_consent
from portevoix.govern.queries import is_agreed
from portevoix.lib.refusals import Refusal
from portevoix.notify.actions.delivering import begin_sending, choose_rhythm, skip_delivery
from portevoix.notify.channels.letters import Letter
from portevoix.notify.models import Delivery, Preference
from portevoix.notify.rules.rhythm import Rhythm
from portevoix.people.models import Person


class NoMail(Refusal):
    """Nothing could be sent: mail is not set up, or the register does not allow it."""

    sentence = _("Mail is not set up here: there is no digest to ask for yet.")


@transaction.atomic
def ask_for_digest(*, rhythm: Rhythm, by: Person, at: datetime) -> Preference:
    """Agree to the digest and say when; asking again changes the days and the hour."""
    if not offers_digests():
        raise NoMail
    give_consent(purpose_key=DIGEST, by=by, at=at)
    return choose_rhythm(rhythm=rhythm, hours=hours_of_house(), by=by, at=at)


@transaction.atomic
def stop_digest(*, by: Person, at: datetime) -> bool:
    """Stop the digest at once, whatever is on its way; says whether it was on.

    `by` is whoever holds the link of her letters: she need not be signed in, nor work here still.
    """
    return withdraw_consent(purpose_key=DIGEST, by=by, at=at)


@transaction.atomic
def begin_digest(*, delivery: Delivery, digest: Digest, letter: Letter, at: datetime) -> bool:
    """Commit to send this very letter, if she agrees at this moment: no withdrawal can slip in."""
    if not is_agreed(delivery.person, DIGEST, hold=True):
        skip_delivery(delivery=delivery, reason=Delivery.Reason.STOPPED, at=at)
        return False
    return begin_sending(delivery=delivery, subject=letter.subject, told=digest.keys, at=at)
