"""The two equal languages."""

from django.db import models


class Language(models.TextChoices):
    """A language that pages, mails and documents are complete in."""

    EN = "en", "English"
    FR = "fr", "Français"
