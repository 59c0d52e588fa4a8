"""What `measure` holds on a person: how it is exported, how long kept, how forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from portevoix.lib.personal_data import Keeping, Row
from portevoix.measure.models import ClickDay, PeriodMember
from portevoix.people.models import Person

# 25 months, the most that figures of clicks may be kept; the safeguard can only shorten it.
CLICK_DAYS_KEPT = 25 * 31


class Holder:
    """The holder of `measure`; figures of groups hold no person and are not listed."""

    app = "measure"
    tables: Mapping[str, Keeping] = {
        "measure.ClickDay": Keeping("what her links brought", CLICK_DAYS_KEPT, "delete"),
        "measure.PeriodMember": Keeping("in which team a month counted her", None, "delete"),
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


HOLDER = Holder()
