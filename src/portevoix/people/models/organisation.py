"""The organisation that hosts this Portevoix."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models.language import Language


class Organisation(models.Model):
    """The one organisation served here: its name, its language, whether it is invented."""

    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    website = models.URLField(_("website"), blank=True)
    is_demo = models.BooleanField(default=False)
    founded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="one_organisation",
                violation_error_message=_("There is one organisation here already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
