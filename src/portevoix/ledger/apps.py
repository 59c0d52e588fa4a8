"""The `ledger` application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The record of acts."""

    name = "portevoix.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Say what this app holds on persons."""
        from portevoix.ledger.personal_data import HOLDER
        from portevoix.lib.personal_data import register

        register(HOLDER)
