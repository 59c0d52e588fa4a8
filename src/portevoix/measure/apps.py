"""The `measure` application."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """What a voice really does."""

    name = "portevoix.measure"
    label = "measure"

    def ready(self) -> None:
        """Say what this app holds on persons."""
        from portevoix.lib.personal_data import register
        from portevoix.measure.personal_data import HOLDER

        register(HOLDER)
