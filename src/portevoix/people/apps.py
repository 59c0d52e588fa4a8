"""The `people` application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, teams, topics, expertise, roles."""

    name = "portevoix.people"
    label = "people"

    def ready(self) -> None:
        """Say what this app holds on persons."""
        from portevoix.lib.personal_data import register
        from portevoix.people.personal_data import HOLDER

        register(HOLDER)
