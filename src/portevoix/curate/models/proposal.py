"""What people who work here propose to the watch."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models.item import Item
from portevoix.people.models import Person


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """How proposals are read."""

    def visible_to(self, person: Person) -> ProposalQuerySet:
        """One's own; programme managers see all, since they answer them."""
        return self if person.may_enter("programme") else self.filter(person=person)

    def waiting(self) -> ProposalQuerySet:
        """Not answered yet."""
        return self.filter(state=Proposal.State.WAITING)

    def oldest_first(self) -> ProposalQuerySet:
        """In the order they came."""
        return self.order_by("at", "pk")


class Proposal(models.Model):
    """One person proposes one page to the watch, and is answered, with a note if declined."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="proposals")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="proposal")
    why = models.CharField(_("why it is worth reading"), max_length=500, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    note = models.CharField(_("note to its author"), max_length=500, blank=True)
    # Nobody, for somebody trusted: accepted as it came.
    answered_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(note=""),
                name="no_refusal_without_a_note",
                violation_error_message=_("Say in a few words why it is declined."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "at"], name="proposal_waiting")]

    def __str__(self) -> str:
        return f"{self.person_id} proposes {self.item_id}"


class TrustQuerySet(models.QuerySet["Trust"]):
    """How trust is read."""

    def visible_to(self, person: Person) -> TrustQuerySet:
        """One's own; programme managers see all, since they give it and take it back."""
        return self if person.may_enter("programme") else self.filter(person=person)


class Trust(models.Model):
    """A programme manager's word on whether what a person proposes is offered at once.

    Without a row, trust is only earned; what was decided before the row's moment no longer counts.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="trust")
    is_given = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TrustQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} trusted: {self.is_given}"


class WatchRules(models.Model):
    """The one row of what this organisation decides of its watch; none: the defaults hold."""

    # Accepted proposals before somebody is trusted.
    trusted_after = models.PositiveSmallIntegerField(_("accepted before trusted"), default=5)
    # Declined in a row before trust is lost.
    lost_after = models.PositiveSmallIntegerField(_("declined before trust is lost"), default=2)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_watch"),
            models.CheckConstraint(
                condition=models.Q(trusted_after__range=(1, 100), lost_after__range=(1, 100)),
                name="trust_is_earned_and_lost",
                violation_error_message=_("Between 1 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trusted_after}/{self.lost_after}"
