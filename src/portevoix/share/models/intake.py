"""The doors by which recruiting systems tell what became of applications."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person, Role
from portevoix.people.models.person import new_ref


def _is_hr(person: Person) -> bool:
    return person.has_role([Role.Name.HR])


class IntakeDoorQuerySet(models.QuerySet["IntakeDoor"]):
    """How doors are read."""

    def visible_to(self, person: Person) -> IntakeDoorQuerySet:
        """HR alone opens and closes them."""
        return self.all() if _is_hr(person) else self.none()

    def open(self, at: datetime) -> IntakeDoorQuerySet:
        """Neither closed nor past their time."""
        lasts = models.Q(expires_at=None) | models.Q(expires_at__gt=at)
        return self.filter(lasts, closed_at=None)


class IntakeDoor(models.Model):
    """One way in for steps: a recruiting system's signed calls, or a key of our own interface."""

    KEY = "key"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    # The key of a recruiting system (see sources.registry), or `key`.
    system = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    # SHA-256 of a key that was shown once; empty for a recruiting system.
    key_digest = models.CharField(max_length=64, blank=True)
    # What the system signs with, sealed, bound to this row.
    sealed_secret = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The latest call that was taken, whatever it told.
    latest_at = models.DateTimeField(null=True, blank=True)

    objects = IntakeDoorQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key_digest"],
                condition=~models.Q(key_digest=""),
                name="one_door_a_key",
            ),
            models.CheckConstraint(
                condition=models.Q(key_digest="") | models.Q(sealed_secret=""),
                name="a_door_has_a_key_or_a_secret",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.name}"


class IntakeReceipt(models.Model):
    """One call that was taken, by a digest of what it held: the same again does nothing."""

    door = models.ForeignKey(IntakeDoor, on_delete=models.CASCADE, related_name="receipts")
    content_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["door", "content_digest"], name="one_call_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="intake_receipt_at")]

    def __str__(self) -> str:
        return f"{self.door_id} {self.content_digest[:8]}"


class IntakeProblemQuerySet(models.QuerySet["IntakeProblem"]):
    """How problems are read."""

    def visible_to(self, person: Person) -> IntakeProblemQuerySet:
        """HR alone."""
        return self.all() if _is_hr(person) else self.none()


class IntakeProblem(models.Model):
    """What one door could not take, counted: why and where in it, never what it held."""

    door = models.ForeignKey(IntakeDoor, on_delete=models.CASCADE, related_name="problems")
    reason = models.CharField(max_length=20)
    # A path within what was sent, such as `payload.application.id`.
    detail = models.CharField(max_length=120, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    latest_at = models.DateTimeField()

    objects = IntakeProblemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["door", "reason", "detail"], name="one_line_a_problem"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.detail}"


class StepFileQuerySet(models.QuerySet["StepFile"]):
    """How files of steps are read."""

    def visible_to(self, person: Person) -> StepFileQuerySet:
        """One's own, while HR."""
        return self.filter(owner=person) if _is_hr(person) else self.none()


class StepFile(models.Model):
    """One file of steps that waits for a decision: digests, steps and days, no other cell of it."""

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    # [line, digest, step, moment or "", code or ""], and [line, reason, what it names].
    rows = models.JSONField(default=list)
    troubles = models.JSONField(default=list)
    sent_at = models.DateTimeField()

    objects = StepFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.ref
