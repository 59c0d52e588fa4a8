"""What is looked up beside words: how texts resemble, and how long a server lets them be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portevoix.share.models.share import Share


class TextMark(models.Model):
    """One run of three words of a share, as a number: near copies share most of theirs."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="marks")
    digest = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["digest", "share"], name="text_mark")]

    def __str__(self) -> str:
        return f"{self.share_id}: {self.digest}"


class ServerLimits(models.Model):
    """How long one server lets a post be, as it told; asked by the worker, never by a page."""

    network = models.CharField(max_length=20)
    host = models.CharField(max_length=253)
    # Zero: it did not tell, and its network's own limit applies.
    maximum = models.PositiveIntegerField()
    link_cost = models.PositiveIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "host"], name="one_limit_per_server"),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.maximum}"
