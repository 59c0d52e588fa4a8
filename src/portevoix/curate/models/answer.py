"""What a person answered to an item, what she saved and what she read: hers alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models.item import Item
from portevoix.people.models import Person


class AnswerQuerySet(models.QuerySet["Answer"]):
    """How answers are read."""

    def visible_to(self, person: Person) -> AnswerQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class Answer(models.Model):
    """What one person said of one item: more, less, or not her field."""

    class Kind(models.TextChoices):
        """The three quiet answers."""

        MORE = "more", _("more like this")
        LESS = "less", _("less like this")
        NOT_MY_FIELD = "not_my_field", _("not my field")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "item"], name="one_answer_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.item_id}"


class SavedQuerySet(models.QuerySet["Saved"]):
    """How saved items are read."""

    def visible_to(self, person: Person) -> SavedQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class Saved(models.Model):
    """One person keeps one item for later."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="saved")
    at = models.DateTimeField()

    objects = SavedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "item"], name="saved_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} saved {self.item_id}"


class ReadQuerySet(models.QuerySet["Read"]):
    """How the private record of reading is read."""

    def visible_to(self, person: Person) -> ReadQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class Read(models.Model):
    """One person opened one item for the first time, and wants that remembered."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="read")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="read_by")
    at = models.DateTimeField()

    objects = ReadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "item"], name="read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.item_id}"
