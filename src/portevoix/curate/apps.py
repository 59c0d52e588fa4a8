"""The `curate` application."""

from django.apps import AppConfig


class CurateConfig(AppConfig):
    """The watch."""

    name = "portevoix.curate"
    label = "curate"

    def ready(self) -> None:
        """Say what this app holds on persons."""
        from portevoix.curate.personal_data import HOLDER
        from portevoix.lib.personal_data import register

        register(HOLDER)
