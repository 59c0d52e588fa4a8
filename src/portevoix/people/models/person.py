"""A person who works here, or did."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portevoix.people.models.language import Language
from portevoix.people.rules.audiences import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


_SESSIONS = "portevoix.people.sessions"


def new_ref() -> str:
    """An opaque reference of 128 random bits."""
    return secrets.token_hex(16)


class PersonQuerySet(models.QuerySet["Person"]):
    """How people are read."""

    def visible_to(self, person: Person) -> PersonQuerySet:
        """Colleagues see who works here; one who left sees only herself."""
        if person.left_on is None:
            return self.filter(models.Q(left_on=None) | models.Q(pk=person.pk))
        return self.filter(pk=person.pk)

    def present(self) -> PersonQuerySet:
        """Those who work here now."""
        return self.filter(left_on=None)

    def departed(self) -> PersonQuerySet:
        """Those who worked here once."""
        return self.exclude(left_on=None)

    def gone_by(self, day: date) -> PersonQuerySet:
        """Those who had left by a day and are not anonymous yet."""
        return self.filter(left_on__lte=day, is_active=True)

    def by_name(self) -> PersonQuerySet:
        """In the order of a directory."""
        return self.order_by(Lower("name"), "pk")


_PersonManager = models.Manager.from_queryset(PersonQuerySet)


class PersonManager(_PersonManager["Person"]):
    """Lets the sign-in find a person by mail, whatever its capitals."""

    def get_by_natural_key(self, email: str | None) -> Person:
        """The person of this mail address."""
        found: Person = self.get(email__iexact=email)
        return found


class Person(AbstractBaseUser):
    """One human being who works here or did; everything about her points to this row."""

    # No "last seen" is kept of anybody.
    last_login = None

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    email = models.EmailField(_("mail address"), unique=True, null=True, blank=True)
    external_ref = models.CharField(_("reference elsewhere"), max_length=80, blank=True)
    name = models.CharField(_("name"), max_length=120)
    job = models.CharField(_("job"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    # ISO 3166-1, two small letters; empty: not said.
    country = models.CharField(_("country"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    # Offered as a one-click account, in a demo organisation only.
    is_cast = models.BooleanField(default=False)
    # Raised to end every session at once.
    session_epoch = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_email",
                violation_error_message=_("Somebody else has this mail address."),
            ),
            models.UniqueConstraint(
                fields=["external_ref"],
                condition=~models.Q(external_ref=""),
                name="one_person_per_external_ref",
                violation_error_message=_("Somebody else has this reference."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The name to greet with."""
        return self.name.split(" ", 1)[0]

    @property
    def zone(self) -> ZoneInfo:
        """Her time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def is_present(self) -> bool:
        """Whether she works here now."""
        return self.left_on is None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end when the password changes and when the epoch does."""
        known = f"{self.session_epoch}:{self.password}"
        return salted_hmac(_SESSIONS, known, secret=secret, algorithm="sha256").hexdigest()

    def may_enter(self, audience: str) -> bool:
        """Whether pages of this audience are for her."""
        if not self.is_active:
            return False
        if audience == "person":
            return True
        if audience == "employee":
            return self.is_present
        return self.has_role(roles_of(audience))

    def has_role(self, names: Iterable[str]) -> bool:
        """Whether she holds one of these roles."""
        # Asked often while one page is made: whoever looked them up once need not again.
        held = {role.name for role in self.roles.all()} if self.is_present else set()
        return not held.isdisjoint(names)

    def know_roles(self) -> None:
        """Look her roles up once for all that this object is asked; they are not read again."""
        models.prefetch_related_objects([self], "roles")
