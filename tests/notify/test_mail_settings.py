from __future__ import annotations

import pytest
from pytest_django import Settings

from portevoix.config.environment import SettingRefused, mail_server
from portevoix.notify.channels.demonstration import Demonstration
from portevoix.notify.channels.registry import has_mail, mail_channel
from portevoix.notify.channels.smtp import Server, Smtp
from portevoix.notify.rules.handing import Outcome
from portevoix.people.models import Organisation
from tests.notify.world import a_letter

SENDER = "Atelier Nord <watch@atelier.example>"


def server(url: str, sender: str = SENDER) -> Server:
    return Server(**mail_server(url, sender, our_name="portevoix.example"))


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.example", "mail.example", 25, "none"),
        ("smtp://mail.example:2525", "mail.example", 2525, "none"),
        ("smtp://mail.example:587", "mail.example", 587, "starttls"),
        ("smtp://mail.example?tls=starttls", "mail.example", 587, "starttls"),
        ("smtp://u:w@localhost:1025?tls=none", "localhost", 1025, "none"),
        ("smtps://u:w@mail.example", "mail.example", 465, "implicit"),
    ],
)
def test_one_line_says_where_mail_goes(url: str, host: str, port: int, tls: str) -> None:
    read = server(url)
    assert (read.host, read.port, read.tls) == (host, port, tls)
    assert (read.sender, read.our_name) == (SENDER, "portevoix.example")


def test_signs_of_a_password_are_written_as_in_any_address() -> None:
    read = server("smtps://watch%40atelier.example:a%2Fb%3Ac@mail.example")
    assert (read.user, read.password) == ("watch@atelier.example", "a/b:c")


def test_an_empty_line_is_no_mail() -> None:
    assert mail_server("", "", our_name="") == {}


@pytest.mark.parametrize(
    ("url", "sender", "said"),
    [
        ("http://mail.example", SENDER, "must begin with"),
        ("smtp://", SENDER, "must begin with"),
        ("smtp://mail.example", "", "PORTEVOIX_MAIL_FROM"),
        ("smtp://mail.example?tls=perhaps", SENDER, "tls is"),
        ("smtp://u:w@mail.example", SENDER, "in clear"),
        ("smtp://u:w@mail.example:587?tls=none", SENDER, "in clear"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(url: str, sender: str, said: str) -> None:
    with pytest.raises(SettingRefused, match=said) as refused:
        mail_server(url, sender, our_name="x")
    assert ":w@" not in str(refused.value)


@pytest.mark.django_db
def test_without_a_server_there_is_no_channel(settings: Settings) -> None:
    settings.MAIL = {}
    assert mail_channel() is None
    assert not has_mail()
    settings.MAIL = mail_server("smtp://mail.example", SENDER, our_name="x")
    assert isinstance(mail_channel(), Smtp)


def test_in_a_demo_every_letter_is_taken_and_none_leaves(
    settings: Settings, organisation: Organisation
) -> None:
    settings.MAIL = mail_server("smtp://mail.example", SENDER, our_name="x")
    organisation.is_demo = True
    organisation.save(update_fields=["is_demo"])
    channel = mail_channel()
    assert isinstance(channel, Demonstration)
    with channel.open() as session:
        assert session.hand(a_letter()).outcome is Outcome.SENT
