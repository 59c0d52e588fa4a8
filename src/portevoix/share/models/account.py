"""A person's own account on a network."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person
from portevoix.people.models.person import new_ref


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
    # Sealed with a key outside the database, each bound to this row and its field.
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    sealed_access = models.TextField(blank=True)
    sealed_refresh = models.TextField(blank=True)
    # The key that the tokens are bound to, on networks that bind them.
    sealed_proof = models.TextField(blank=True)
    # What its owner agreed to there, as the network writes it.
    scopes = models.CharField(max_length=500, blank=True)
    tokens_expire_at = models.DateTimeField(null=True, blank=True)
    # Held by the one worker that renews the tokens.
    renewing_until = models.DateTimeField(null=True, blank=True)
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


class Revocation(models.Model):
    """Tokens of an account that is no more, until its network took them back: nobody's any more.

    It names no person and no account; it is destroyed when the network answered, or a day later.
    """

    network = models.CharField(max_length=20)
    host = models.CharField(max_length=253)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    sealed_access = models.TextField()
    sealed_refresh = models.TextField(blank=True)
    sealed_proof = models.TextField(blank=True)
    next_try_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.network} until {self.ends_at}"


class ServerApp(models.Model):
    """Our registration as an application at one server, made once for everybody there.

    A server of Mastodon gives it to who asks; at LinkedIn, X or Threads the house has its own,
    which an administrator typed.
    """

    host = models.CharField(max_length=253, unique=True)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    client_id = models.CharField(max_length=253)
    sealed_secret = models.TextField()
    redirect_uri = models.CharField(max_length=500)
    scopes = models.CharField(max_length=200)
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.host
