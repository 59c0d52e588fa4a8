"""The `govern` application."""

from django.apps import AppConfig


class GovernConfig(AppConfig):
    """Charter, consent, purposes, safeguards."""

    name = "portevoix.govern"
    label = "govern"

    def ready(self) -> None:
        """Say what this app holds on persons."""
        from portevoix.govern.personal_data import HOLDER
        from portevoix.lib.personal_data import register

        register(HOLDER)
