"""The `curate` application."""

from django.apps import AppConfig


class CurateConfig(AppConfig):
    """The watch."""

    name = "portevoix.curate"
    label = "curate"

    def ready(self) -> None:
        """Say what this app holds on persons, and what it checks at start."""
        from django.core import checks

        from portevoix.curate.engines.embeddings import check_model
        from portevoix.curate.personal_data import HOLDER
        from portevoix.lib.personal_data import register

        register(HOLDER)
        checks.register(check_model)
