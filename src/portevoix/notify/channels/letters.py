"""What is handed to a mail server, and what is expected of whoever takes it."""

from __future__ import annotations

from base64 import encodebytes
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Protocol

from django.core.mail.message import forbid_multi_line_headers

from portevoix.notify.rules.handing import Handed, Problem


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person; `ref` names it for ever, `stop_url` stops its kind in one click."""

    ref: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    dated: datetime
    stop_url: str = ""


class Unreachable(Exception):
    """No server takes letters now: nothing was sent to anybody."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail


class Session(Protocol):
    """An open way to the server, for one letter after the other, until it `is_over`."""

    is_over: bool

    def hand(self, letter: Letter) -> Handed:
        """Hand one letter over, once; says what surely, or perhaps, became of it."""


class Channel(Protocol):
    """A counterpart that takes letters."""

    def open(self) -> AbstractContextManager[Session]:
        """Come to the server; raises `Unreachable`."""


def mime_of(letter: Letter, sender: str) -> bytes:
    """The letter as it travels (RFC 5322, MIME); a line break in a header is refused by Django.

    Put together from encoded pieces: the generator of `email` takes longer than all the rest.
    """
    boundary = f"=_{letter.ref}"
    guarded = [forbid_multi_line_headers(*one, "utf-8") for one in _headers(letter, sender).items()]
    head = [f"{name}: {value}" for name, value in guarded]
    head.append(f'Content-Type: multipart/alternative; boundary="{boundary}"')
    # No line of base64 begins with the sign of a boundary.
    text, html = _part("plain", letter.text), _part("html", letter.html)
    opened = f"--{boundary}\r\n".encode()
    parts = (opened, text, opened, html, f"--{boundary}--\r\n".encode())
    return "\n".join([*head, "", ""]).replace("\n", "\r\n").encode("ascii") + b"".join(parts)


def _part(kind: str, words: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body = encodebytes(words.replace("\r\n", "\n").replace("\n", "\r\n").encode())
    return head.encode() + body.replace(b"\n", b"\r\n")


def _headers(letter: Letter, sender: str) -> dict[str, str]:
    domain = sender.rpartition("@")[2].strip("> ")
    headers = {
        "MIME-Version": "1.0",
        "From": sender,
        "To": letter.to,
        "Subject": letter.subject,
        "Message-ID": f"<{letter.ref}@{domain}>",
        "Date": format_datetime(letter.dated),
        "Content-Language": letter.language,
        # No robot answers to a robot (RFC 3834), nor to a list.
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.stop_url:
        headers["List-Unsubscribe"] = f"<{letter.stop_url}>"
    if letter.stop_url.startswith("https://"):
        # RFC 8058: the mail program itself may press the button, over https only.
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
