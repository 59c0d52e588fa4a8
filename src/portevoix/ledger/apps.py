"""The `ledger` application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The record of acts."""

    name = "portevoix.ledger"
    label = "ledger"
