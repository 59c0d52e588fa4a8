"""The charter, in versions, and who signed which."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person


class CharterQuerySet(models.QuerySet["Charter"]):
    """How the charter is read."""

    def visible_to(self, person: Person) -> CharterQuerySet:
        """Everyone who works here, or did, reads every version."""
        return self if person.may_enter("person") else self.none()

    def current(self) -> Charter | None:
        """The latest published version, if there is one."""
        return self.order_by("-version").first()


class Charter(models.Model):
    """One published version of the charter, in both languages, never changed afterwards."""

    version = models.PositiveIntegerField(unique=True)
    text_en = models.TextField(_("text in English"))
    text_fr = models.TextField(_("text in French"))
    published_at = models.DateTimeField()

    objects = CharterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def text(self) -> str:
        """The text (Markdown) in the language of the page."""
        return self.text_fr if (get_language() or "").startswith("fr") else self.text_en


class SignatureQuerySet(models.QuerySet["Signature"]):
    """How signatures are read."""

    def visible_to(self, person: Person) -> SignatureQuerySet:
        """Only one's own: nobody lists who signed."""
        return self.filter(person=person)


class Signature(models.Model):
    """One person signed one version of the charter."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signatures")
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField()

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "charter"],
                name="one_signature_once",
                violation_error_message=_("You signed this version already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} signed {self.charter_id}"
