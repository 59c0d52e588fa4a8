"""The `demo` application."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The fictional organisation."""

    name = "portevoix.demo"
    label = "demo"
