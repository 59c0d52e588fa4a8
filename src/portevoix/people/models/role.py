"""Roles beyond being an employee."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models.person import Person
from portevoix.people.rules import audiences


class RoleQuerySet(models.QuerySet["Role"]):
    """How roles are read."""

    def visible_to(self, person: Person) -> RoleQuerySet:
        """Everyone sees her own; administrators see all, for they give them."""
        if person.may_enter("administrator"):
            return self.all()
        return self.filter(person=person)


class Role(models.Model):
    """One role held by one person; being an employee needs none."""

    class Name(models.TextChoices):
        """The roles there are."""

        PROGRAMME = audiences.PROGRAMME, _("programme manager")
        HR = audiences.HR, _("HR and legal")
        REPRESENTATIVE = audiences.REPRESENTATIVE, _("staff representative")
        MANAGER = audiences.MANAGER, _("line manager")
        ADMINISTRATOR = audiences.ADMINISTRATOR, _("administrator")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=20, choices=Name)
    given_at = models.DateTimeField()

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="one_role_once",
                violation_error_message=_("This person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.name}"
