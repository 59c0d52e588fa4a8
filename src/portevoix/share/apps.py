"""The `share` application."""

from django.apps import AppConfig


class ShareConfig(AppConfig):
    """One's own voice."""

    name = "portevoix.share"
    label = "share"

    def ready(self) -> None:
        """Say what this app holds on persons."""
        from portevoix.lib.personal_data import register
        from portevoix.share.personal_data import HOLDER

        register(HOLDER)
