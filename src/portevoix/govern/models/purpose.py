"""What personal data are used for, and who agreed to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portevoix.govern.rules.purposes import Completeness, Promise, missing_of
from portevoix.people.models import Person
from portevoix.web.durations import days_in_words
from portevoix.web.typography import typeset


class PurposeQuerySet(models.QuerySet["Purpose"]):
    """How the register is read."""

    def visible_to(self, person: Person) -> PurposeQuerySet:
        """Everyone of whom something is held may read the whole register."""
        return self if person.may_enter("person") else self.none()

    def in_order(self) -> PurposeQuerySet:
        """As the register was laid."""
        return self.order_by("pk")


class Purpose(models.Model):
    """One use of personal data: its legal basis, retention and notice; shut until complete."""

    class Basis(models.TextChoices):
        """The legal bases of Article 6(1) of the GDPR that can apply here."""

        CONSENT = "consent", _("consent")
        CONTRACT = "contract", _("contract")
        OBLIGATION = "obligation", _("legal obligation")
        INTEREST = "interest", _("legitimate interest")

    key = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    notice_en = models.TextField(blank=True)
    notice_fr = models.TextField(blank=True)
    basis = models.CharField(max_length=20, choices=Basis, blank=True)
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    is_chosen = models.BooleanField(
        default=False, help_text=_("Whether each person switches it on or off.")
    )
    can_watch = models.BooleanField(
        default=False, help_text=_("Whether it could be used to watch people.")
    )
    assessment_ref = models.CharField(max_length=120, blank=True)
    council_consulted_on = models.DateField(null=True, blank=True)
    has_no_council = models.BooleanField(default=False)

    objects = PurposeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en

    @property
    def notice(self) -> str:
        """The notice in the language of the page."""
        language = get_language() or ""
        return typeset(self.notice_fr, "fr") if language.startswith("fr") else self.notice_en

    @property
    def kept_for(self) -> str:
        """The retention in words; empty while nobody said it."""
        return days_in_words(self.retention_days) if self.retention_days else ""

    @property
    def promise(self) -> Promise:
        """What people are told of it."""
        return Promise(self.basis, self.retention_days, self.notice_en, self.notice_fr)

    @property
    def missing(self) -> tuple[str, ...]:
        """What the register still lacks before this purpose may be used."""
        return missing_of(
            Completeness(
                has_basis=bool(self.basis),
                has_retention=self.retention_days is not None,
                has_notices=bool(self.notice_en and self.notice_fr),
                can_watch=self.can_watch,
                has_assessment=bool(self.assessment_ref),
                council_is_settled=self.has_no_council or self.council_consulted_on is not None,
            )
        )

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing: the gate of the features that rest on it."""
        return not self.missing


class ConsentQuerySet(models.QuerySet["Consent"]):
    """How consents are read."""

    def visible_to(self, person: Person) -> ConsentQuerySet:
        """Only one's own."""
        return self.filter(person=person)

    def standing(self) -> ConsentQuerySet:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """One person agreed to one purpose at a moment, until she withdrew it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_consent",
                violation_error_message=_("You agreed to this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose_id}"
