"""Reading settings from the environment, failing loudly on what cannot be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit


class SettingRefused(RuntimeError):
    """A setting in the environment that cannot be understood."""


def text(name: str, default: str = "") -> str:
    """The setting as text; `NAME_FILE` may name a file that holds it."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """The setting as yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no", "true", "false", "1", "0"}:
        raise SettingRefused(f"{name} must be yes or no, not {value!r}.")
    return value in {"yes", "true", "1"}


def number(name: str, default: int) -> int:
    """The setting as a whole number."""
    value = text(name, str(default))
    if not value.isdigit():
        raise SettingRefused(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """The setting as a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's database settings from `sqlite:///path` or `postgres://user:word@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:])
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SettingRefused("DATABASE_URL must begin with sqlite:/// or postgres://.")


def mail_server(url: str, sender: str, our_name: str) -> dict[str, Any]:
    """The mail server from `smtp://user:word@host:587?tls=starttls` or `smtps://…`; empty: none.

    A word of sign-in is never sent in clear, but to this very machine.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingRefused("PORTEVOIX_MAIL_URL must begin with smtp:// or smtps:// and a host.")
    if "@" not in sender:
        raise SettingRefused("PORTEVOIX_MAIL_FROM must be the address that mail comes from.")
    tls = _tls_of(parts)
    if parts.password and tls == "none" and parts.hostname not in _THIS_MACHINE:
        raise SettingRefused("PORTEVOIX_MAIL_URL sends its password in clear: add ?tls=starttls.")
    return {
        "host": parts.hostname,
        "port": parts.port or _MAIL_PORTS[tls],
        "sender": sender,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": tls,
        "our_name": our_name,
    }


_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_MAIL_PORTS = {"none": 25, "starttls": 587, "implicit": 465}


def _tls_of(parts: SplitResult) -> str:
    asked = dict(parse_qsl(parts.query)).get("tls", "")
    if parts.scheme == "smtps":
        return "implicit"
    if asked not in {"", "starttls", "none"}:
        raise SettingRefused("In PORTEVOIX_MAIL_URL, tls is starttls or none.")
    return asked or ("starttls" if parts.port == _MAIL_PORTS["starttls"] else "none")


def _sqlite(path: str) -> dict[str, Any]:
    # FULL: what was acknowledged survives a power cut. IMMEDIATE: a writer waits its turn at
    # BEGIN instead of failing when it upgrades from reading to writing.
    pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": pragmas,
        },
    }
