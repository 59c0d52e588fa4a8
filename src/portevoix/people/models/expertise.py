"""Topics, who declares to know them, and who confirms it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portevoix.people.models.person import Person
from portevoix.people.rules.taxonomy import FIELDS

FIELDS_BY_KEY = {field.key: field for field in FIELDS}


class TopicQuerySet(models.QuerySet["Topic"]):
    """How topics are read."""

    def visible_to(self, person: Person) -> TopicQuerySet:
        """Everyone who works here sees the topics in use."""
        return self.filter(is_active=True) if person.is_present else self.none()

    def active(self) -> TopicQuerySet:
        """Topics in use."""
        return self.filter(is_active=True)

    def in_order(self) -> TopicQuerySet:
        """Fields first, each followed by its topics."""
        return self.order_by("field", "slug")


class Topic(models.Model):
    """A subject that somebody may know, named in both languages, with the words that betray it."""

    slug = models.SlugField(max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_fr = models.CharField(_("name in French"), max_length=80)
    field = models.CharField(_("field"), max_length=80, blank=True)
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = TopicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_fr if _speaks_french() else self.name_en

    @property
    def field_name(self) -> str:
        """The name of its field in the language of the page; what is written, if it is unknown."""
        field = FIELDS_BY_KEY.get(self.field)
        if field is None:
            return self.field
        return field.name_fr if _speaks_french() else field.name_en


def _speaks_french() -> bool:
    return (get_language() or "").startswith("fr")


class ExpertiseQuerySet(models.QuerySet["Expertise"]):
    """How expertise is read."""

    def visible_to(self, person: Person) -> ExpertiseQuerySet:
        """Colleagues see what colleagues declare to know."""
        if not person.is_present:
            return self.filter(person=person)
        return self.filter(models.Q(person__left_on=None) | models.Q(person=person))


class Expertise(models.Model):
    """One person declares to know one topic."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="expertise")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="experts")
    declared_at = models.DateTimeField()

    objects = ExpertiseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "topic"],
                name="one_expertise_once",
                violation_error_message=_("This is declared already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} knows {self.topic_id}"


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    """How endorsements are read."""

    def visible_to(self, person: Person) -> EndorsementQuerySet:
        """Whoever sees the expertise sees who confirms it."""
        return self.filter(expertise__in=Expertise.objects.visible_to(person))


class Endorsement(models.Model):
    """A colleague confirms that somebody knows what she declares."""

    expertise = models.ForeignKey(Expertise, on_delete=models.CASCADE, related_name="endorsements")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="endorsements_given")
    at = models.DateTimeField()

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["expertise", "by"],
                name="one_endorsement_each",
                violation_error_message=_("You confirmed this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} confirms {self.expertise_id}"
