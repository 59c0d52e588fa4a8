"""Where items come from, and how that goes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models.audience import Audience
from portevoix.curate.rules.fetching import FAILURES_TO_BREAK, FARTHEST, LEASE, PASSING
from portevoix.people.models import Person, Topic

_PASSES = models.Q(problem__in=PASSING, failures__lt=FAILURES_TO_BREAK)
_NEEDS_SOMEBODY = ~models.Q(problem="") & ~_PASSES


class SourceQuerySet(models.QuerySet["Source"]):
    """How sources are read."""

    def visible_to(self, person: Person) -> SourceQuerySet:
        """Programme managers see the sources; what colleagues propose is none to look after."""
        looked_after = self.exclude(kind=Source.Kind.COLLEAGUES)
        return looked_after if person.may_enter("programme") else self.none()

    def due(self, at: datetime) -> SourceQuerySet:
        """Those to be read now, that no worker holds; a clock that jumped back stops nothing."""
        is_free = models.Q(held_until=None) | models.Q(held_until__lte=at)
        is_free |= models.Q(held_until__gt=at + 2 * LEASE)
        is_time = models.Q(next_fetch_at__lte=at) | models.Q(next_fetch_at__gt=at + FARTHEST)
        return self.active().filter(is_free, is_time)

    def active(self) -> SourceQuerySet:
        """Those that are read."""
        return self.filter(state=Source.State.ACTIVE).exclude(kind=Source.Kind.COLLEAGUES)

    def unread(self) -> SourceQuerySet:
        """Added, and not read yet."""
        return self.active().filter(latest_fetch_at=None)

    def in_trouble(self) -> SourceQuerySet:
        """Those whose failure will not mend itself, or has lasted."""
        return self.filter(_NEEDS_SOMEBODY)

    def by_name(self) -> SourceQuerySet:
        """In the order of a list."""
        return self.order_by("folder", "name", "pk")

    def neediest_first(self) -> SourceQuerySet:
        """What was just added, then what needs somebody, then the others by name."""
        need = models.Case(
            models.When(latest_fetch_at=None, then=0),
            models.When(_NEEDS_SOMEBODY, then=1),
            models.When(~models.Q(problem=""), then=2),
            default=3,
            output_field=models.IntegerField(),
        )
        return self.order_by(need, "folder", "name", "pk")


class Source(models.Model):
    """One feed or job board that the watch reads, or all that colleagues propose.

    With what it said of itself, what was decided of it, and how the latest reads went.
    """

    class State(models.TextChoices):
        """Whether it is read."""

        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        GONE = "gone", _("gone")

    class Kind(models.TextChoices):
        """What is read, and how."""

        FEED = "feed", _("feed")
        BOARD = "board", _("job board")
        # What people who work here propose: read by nobody.
        COLLEAGUES = "colleagues", _("colleagues")

    class Trust(models.IntegerChoices):
        """How much a programme manager expects of it; it weighs a little in what is offered."""

        LOW = -1, _("low")
        USUAL = 0, _("usual")
        HIGH = 1, _("high")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEED)
    # Which recruiting system, as `sources.boards` names it; empty for a feed.
    board = models.CharField(max_length=30, blank=True)
    url = models.URLField(_("address"), max_length=1000, unique=True)
    name = models.CharField(_("name"), max_length=200)
    folder = models.CharField(_("folder"), max_length=120, blank=True)
    site_url = models.URLField(max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="sources")
    needs_review = models.BooleanField(_("review its items before they are offered"), default=False)
    trust = models.SmallIntegerField(_("trust"), choices=Trust, default=Trust.USUAL)
    # The organisation speaks there itself: its site, its blog, its corporate channels.
    is_ours = models.BooleanField(_("one of our own channels"), default=False)
    audience = models.OneToOneField(
        Audience, on_delete=models.SET_NULL, null=True, blank=True, related_name="source"
    )
    daily_most = models.PositiveIntegerField(_("most new items a day"), default=20)
    # How many new ones its latest reading left out, being more than that.
    left_out = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    added_at = models.DateTimeField()

    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    next_fetch_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    latest_fetch_at = models.DateTimeField(null=True, blank=True)
    latest_success_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    problem_detail = models.CharField(max_length=200, blank=True)
    # The feed that a page points to, when a page was given instead of a feed.
    pointed_feed = models.URLField(max_length=1000, blank=True)
    moved_to = models.URLField(max_length=1000, blank=True)
    moved_times = models.PositiveIntegerField(default=0)

    objects = SourceQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "next_fetch_at"], name="source_due"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_being_read(self) -> bool:
        """Whether its first read is still to come."""
        return self.state == self.State.ACTIVE and self.latest_fetch_at is None
