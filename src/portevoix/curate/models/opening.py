"""What an opening says beside its words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models.item import Item
from portevoix.people.models import Person


class OpeningQuerySet(models.QuerySet["Opening"]):
    """How openings are read."""

    def visible_to(self, person: Person) -> OpeningQuerySet:
        """All openings are listed to everyone who works here."""
        return self.filter(item__in=Item.objects.visible_to(person))


class Opening(models.Model):
    """One item is a job to fill: where, for whom, on what terms, as its employer says them."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="opening")
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    is_remote = models.BooleanField(_("remote"), null=True, blank=True)
    contract = models.CharField(_("contract"), max_length=120, blank=True)
    salary = models.CharField(_("salary"), max_length=160, blank=True)
    department = models.CharField(_("department"), max_length=160, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    valid_through = models.DateTimeField(_("open until"), null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item_id} at {self.place}"
