"""The `home` application."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Pages made of several capabilities."""

    name = "portevoix.home"
    label = "home"
