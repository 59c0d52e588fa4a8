"""Which way there is to reach people by mail in this installation."""

from __future__ import annotations

from django.conf import settings

from portevoix.notify.channels.demonstration import Demonstration
from portevoix.notify.channels.letters import Channel
from portevoix.notify.channels.smtp import Server, Smtp
from portevoix.people.queries import is_demo


def mail_channel() -> Channel | None:
    """The mail server of the settings; None: mail is not set up. A demo sends nothing anywhere."""
    if is_demo():
        return Demonstration()
    return Smtp(Server(**settings.MAIL)) if settings.MAIL else None


def has_mail() -> bool:
    """Whether people can be reached by mail."""
    return mail_channel() is not None
