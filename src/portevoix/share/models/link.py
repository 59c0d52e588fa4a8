"""Short links and the clicks on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person
from portevoix.share.models.share import Share


class LinkQuerySet(models.QuerySet["Link"]):
    """How short links are read."""

    def visible_to(self, person: Person) -> LinkQuerySet:
        """Only one's own."""
        return self.filter(person=person)


class Link(models.Model):
    """One short link of one person: where it leads was fixed when it was made.

    It belongs to a share, or to what its owner passes on without one.
    """

    code = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    share = models.OneToOneField(
        Share, null=True, blank=True, on_delete=models.CASCADE, related_name="link"
    )
    target_url = models.URLField(max_length=2200)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code


class Click(models.Model):
    """One answered request of a short link: no address, no identifier, and what it looked like."""

    class Verdict(models.TextChoices):
        """Who seems to have asked."""

        HUMAN = "human", _("a person")
        UNKNOWN = "unknown", _("unknown")
        ROBOT = "robot", _("a robot")

    # Made when the request was answered: a journal read twice counts once.
    hit_id = models.UUIDField(unique=True)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="clicks")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=40, blank=True)
    is_double = models.BooleanField(default=False)
    # Salted by the day, emptied within 48 hours together with the salt.
    visitor_digest = models.CharField(max_length=32, blank=True)
    referrer_host = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["link", "at"], name="click_of_link"),
            models.Index(fields=["at"], name="click_at"),
            models.Index(fields=["visitor_digest", "at"], name="click_of_visitor"),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.verdict}"


class DailySalt(models.Model):
    """The salt of one day's visitor digests, destroyed within 48 hours."""

    day = models.DateField(unique=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return str(self.day)


class JournalMark(models.Model):
    """How far one journal file of clicks was read, in bytes."""

    name = models.CharField(max_length=120, unique=True)
    read_bytes = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.read_bytes}"
