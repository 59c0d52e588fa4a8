"""What the watch found."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models.audience import Audience
from portevoix.curate.models.source import Source
from portevoix.curate.rules.urls import host_name
from portevoix.people.models import Person, Topic


class ItemQuerySet(models.QuerySet["Item"]):
    """How items are read."""

    def visible_to(self, person: Person) -> ItemQuerySet:
        """Everyone who works here sees what was approved; programme managers see all."""
        if person.may_enter("programme"):
            return self
        return self.offered() if person.is_present else self.none()

    def offered(self) -> ItemQuerySet:
        """Approved."""
        return self.filter(state=Item.State.APPROVED)

    def waiting(self) -> ItemQuerySet:
        """To be reviewed."""
        return self.filter(state=Item.State.PENDING)

    def current(self, at: datetime) -> ItemQuerySet:
        """Not expired."""
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=at))

    def expired(self, at: datetime) -> ItemQuerySet:
        """Those whose time is over."""
        return self.filter(expires_at__lte=at)

    def meant_for(self, person: Person, at: datetime) -> ItemQuerySet:
        """Those whose audience she belongs to: the item's own, or else its source's."""
        if not Audience.objects.exists():
            return self
        # A handful of keys: asked for once, they are no subquery of a subquery.
        hers = list(Audience.objects.all().with_in_it(person, at).values_list("pk", flat=True))
        of_source = models.Q(source__audience=None) | models.Q(source__audience__in=hers)
        return self.filter(models.Q(audience__in=hers) | models.Q(of_source, audience=None))

    def openings(self) -> ItemQuerySet:
        """Jobs to fill."""
        return self.filter(kind=Item.Kind.OPENING)

    def articles(self) -> ItemQuerySet:
        """What is read, rather than applied for."""
        return self.filter(kind=Item.Kind.ARTICLE)

    def one_a_story(self) -> ItemQuerySet:
        """Without those folded under the first that told the same."""
        return self.filter(story=None)

    def newest_first(self) -> ItemQuerySet:
        """The latest published first."""
        return self.order_by("-published_at", "-pk")


class Item(models.Model):
    """One article, post or page of the watch, kept once whatever sources carry it."""

    class State(models.TextChoices):
        """Whether it is offered."""

        PENDING = "pending", _("to review")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    class Kind(models.TextChoices):
        """What one does with it."""

        ARTICLE = "article", _("article")
        OPENING = "opening", _("opening")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ARTICLE)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    guid = models.CharField(max_length=500)
    url = models.URLField(_("address"), max_length=2000)
    # A digest of the canonical address: addresses are too long for an index.
    url_digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    author = models.CharField(_("author"), max_length=160, blank=True)
    image_url = models.URLField(max_length=2000, blank=True)
    # Raised by whatever changes what matching reads of it.
    revision = models.PositiveIntegerField(default=0)
    # The name of our own copy of the picture; empty: none is kept.
    picture = models.CharField(max_length=80, blank=True)
    picture_tried_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    published_at = models.DateTimeField()
    found_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State)
    # The first item that told the same; those told by several sources are one story.
    story = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="others"
    )
    is_compared = models.BooleanField(default=False)
    # What a search looks in: stems of its words, without accents.
    words = models.TextField(blank=True)
    # By which version of the analyser they were written; zero: the item has changed since.
    words_version = models.PositiveSmallIntegerField(default=0)
    # Whom it is for, where that is not whom its source is for.
    audience = models.OneToOneField(
        Audience, on_delete=models.SET_NULL, null=True, blank=True, related_name="item"
    )
    topics = models.ManyToManyField(Topic, through="ItemTopic", related_name="items")

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "guid"], name="one_item_per_guid"),
            models.CheckConstraint(
                condition=models.Q(story=None) | ~models.Q(story=models.F("id")),
                name="no_item_is_folded_under_itself",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-published_at"], name="item_offered"),
            models.Index(
                fields=["found_at"], condition=models.Q(is_compared=False), name="item_to_compare"
            ),
            models.Index(fields=["words_version"], name="item_to_search"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def origin(self) -> str:
        """Who published it, as pages say it: its source, or the site that a colleague found."""
        is_proposed = self.source.kind == Source.Kind.COLLEAGUES
        return host_name(self.url) if is_proposed else self.source.name


class ItemTopic(models.Model):
    """An item is about a topic, with a score between 0 and 1."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="about")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "topic"], name="one_topic_once_an_item"),
            models.CheckConstraint(
                condition=models.Q(score__gt=0, score__lte=1), name="topic_score_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} about {self.topic_id}"
