"""How fast networks are called."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portevoix.share.models.account import Account


class Pace(models.Model):
    """One bucket of calls: that of a server, with its breaker, or that of one account there."""

    network = models.CharField(max_length=20)
    host = models.CharField(max_length=253, blank=True)
    account = models.OneToOneField(
        Account, null=True, on_delete=models.CASCADE, related_name="pace"
    )
    tokens = models.FloatField()
    # In the future where the network told us to wait.
    counted_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    shut_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "host"],
                condition=models.Q(account=None),
                name="one_pace_of_a_server",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.host}"
