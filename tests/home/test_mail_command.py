"""`portevoix mail --test`: one plain sentence for each way in which mail may fail."""

from __future__ import annotations

from dataclasses import asdict
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from portevoix.people.models import Organisation
from tests.notify.contract import Manners
from tests.notify.mail_servers import mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]


def told(settings: Settings, manners: Manners, address: str = "you@atelier.example") -> str:
    said = StringIO()
    with mail_server(manners) as there:
        settings.MAIL = asdict(there.server)
        call_command("mail", "--test", address, stdout=said)
    return said.getvalue()


def test_a_mail_that_leaves_is_said(settings: Settings) -> None:
    manners = Manners()
    assert "look for it at you@atelier.example" in told(settings, manners)
    assert b"Subject: Portevoix: mail works" in manners.kept[0]


@pytest.mark.parametrize(
    ("manners", "sentence"),
    [
        (Manners(mail="550 not you"), "takes no mail from PORTEVOIX_MAIL_FROM.*550 not you"),
        (Manners(rcpt="550 nobody"), "refuses the address"),
        (Manners(rcpt="451 later"), "asks to come back later"),
        (Manners(data="554 spam"), "refuses the mail itself"),
        (Manners(hangs_up_at="data"), "it may have left"),
        (Manners(hangs_up_at="mail"), "cannot be reached"),
    ],
)
def test_each_failure_has_its_sentence(settings: Settings, manners: Manners, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        told(settings, Manners(manners.mail, manners.rcpt, manners.data, manners.hangs_up_at))


def test_a_server_that_is_not_there_is_said(settings: Settings) -> None:
    with mail_server(Manners()) as there:
        settings.MAIL = asdict(there.server)
    with pytest.raises(CommandError, match="cannot be reached: look at the host"):
        call_command("mail", "--test", "you@atelier.example")


def test_a_server_that_offers_no_tls_is_said(settings: Settings) -> None:
    with mail_server(Manners()) as there:
        settings.MAIL = asdict(there.server) | {"tls": "starttls"}
        with pytest.raises(CommandError, match="offers no STARTTLS"):
            call_command("mail", "--test", "you@atelier.example")


def test_no_mail_at_all_is_said(settings: Settings) -> None:
    settings.MAIL = {}
    with pytest.raises(CommandError, match="PORTEVOIX_MAIL_URL is empty"):
        call_command("mail", "--test", "you@atelier.example")


def test_a_demo_sends_nothing(settings: Settings, organisation: Organisation) -> None:
    Organisation.objects.update(is_demo=True)
    with pytest.raises(CommandError, match="no mail anywhere"):
        call_command("mail", "--test", "you@atelier.example")
