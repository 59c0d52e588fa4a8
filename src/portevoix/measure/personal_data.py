"""What `measure` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portevoix.govern.queries import oldest_click_day
from portevoix.lib.periods import day_in
from portevoix.lib.personal_data import Keeping, Limits, Row
from portevoix.measure.models import ClickDay, PeriodMember
from portevoix.people.models import Person
from portevoix.people.queries import long_gone

# 25 months: the ceiling the CNIL recommends for audience measurement.
MONTHS_25 = 760


class Holder:
    """The holder of `measure`; figures of groups hold no person and are not listed."""

    app = "measure"
    tables: Mapping[str, Keeping] = {
        "measure.ClickDay": Keeping("what her links brought", MONTHS_25, "delete", "links"),
        "measure.PeriodMember": Keeping(
            "in which team a month counted her", MONTHS_25, "delete", "group_figures"
        ),
    }

    def export(self, person: Person) -> Mapping[str, Sequence[Row]]:
        """Everything held on the person, as plain rows by table name."""
        clicks = ClickDay.objects.visible_to(person).order_by("day", "share")
        months = PeriodMember.objects.filter(person=person).order_by("month")
        return {
            "measure.ClickDay": list(
                clicks.values("share__external_url", "day", "humans", "unknowns", "robots")
            ),
            "measure.PeriodMember": list(months.values("month", "team__name")),
        }

    def forget(self, person: Person, *, at: datetime) -> None:
        """Delete what is hers; closed figures of groups stay, for nobody can be read in them."""
        ClickDay.objects.visible_to(person).delete()
        PeriodMember.objects.filter(person=person).delete()

    @transaction.atomic
    def expire(self, *, limits: Limits, at: datetime) -> int:
        """Delete old days of clicks, old months, and those of whoever left too long ago."""
        gone = long_gone(limits)
        first_day = max(day_in(limits["measure.ClickDay"]), oldest_click_day(at))
        days, _of_each = ClickDay.objects.filter(
            Q(day__lt=first_day) | Q(share__person__in=gone)
        ).delete()
        first_month = day_in(limits["measure.PeriodMember"])
        members, _of_each = PeriodMember.objects.filter(
            Q(month__lt=first_month) | Q(person__in=gone)
        ).delete()
        return days + members


HOLDER = Holder()
