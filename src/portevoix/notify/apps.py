"""The `notify` application."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """How people are reached."""

    name = "portevoix.notify"
    label = "notify"

    def ready(self) -> None:
        """Say what this app holds on persons."""
        from portevoix.lib.personal_data import register
        from portevoix.notify.personal_data import HOLDER

        register(HOLDER)
