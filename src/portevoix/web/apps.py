"""The `web` application: template tags and guards, no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds the template tags and the page guard."""

    name = "portevoix.web"
    label = "web"
