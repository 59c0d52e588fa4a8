"""A person's own account on a network."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person


class AccountQuerySet(models.QuerySet["Account"]):
    """How accounts are read."""

    def visible_to(self, person: Person) -> AccountQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class Account(models.Model):
    """One account of one person on one network; its tokens are sealed, keys lie elsewhere."""

    class State(models.TextChoices):
        """Whether we may publish through it."""

        READY = "ready", _("connected")
        EXPIRED = "expired", _("to reconnect")
        SUSPENDED = "suspended", _("suspended by the network")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="accounts")
    network = models.CharField(max_length=20)
    host = models.CharField(max_length=253, blank=True)
    handle = models.CharField(max_length=253)
    external_id = models.CharField(max_length=253, blank=True)
    # A sealed JSON object of tokens; never readable without the key outside the database.
    sealed = models.BinaryField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    connected_at = models.DateTimeField()

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "network", "host", "handle"],
                name="one_account_once",
                violation_error_message=_("This account is connected already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}:{self.handle}"
