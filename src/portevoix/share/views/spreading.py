"""What an author is told when a colleague says nearly the same, there and within the hour."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.share.forms import ComposeForm
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Mode
from portevoix.share.queries.planning import Saying, free_moment
from portevoix.share.queries.warnings import Warned


def moved_apart(form: ComposeForm, item: Item, person: Person) -> list[Warned]:
    """For each place where hers would leave later than she chose, when, and what she can do."""
    asked, words = form.scheduled_for().at, form.cleaned_data["words"]
    why = _(
        "A colleague says nearly the same on %(network)s within that hour: "
        "yours will leave on %(moment)s."
    )
    found = []
    for place in form.chosen():
        saying = Saying(words, item.pk, place.network, person)
        moment = free_moment(saying, asked) if place.mode == Mode.API else asked
        if moment != asked:
            shown = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
            said = why % {"network": registry.of(place.network).name, "moment": shown}
            found.append(Warned("apart", said, _("Other words, or another moment, change that.")))
    return found
