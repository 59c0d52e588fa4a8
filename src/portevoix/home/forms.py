from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portevoix.notify.rules.rhythm import WORKDAYS, Hours, Rhythm


class RhythmForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        help_text=_("One day: once a week. Nothing comes when nothing is new."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a day at least.")},
    )
    hour = forms.TypedChoiceField(label=_("From what hour?"), coerce=int)

    def __init__(self, data: Any, *, hours: Hours, rhythm: Rhythm) -> None:
        super().__init__(data, initial=_initial(rhythm, hours))
        days = self.fields["weekdays"]
        hour = self.fields["hour"]
        assert isinstance(days, forms.ChoiceField)
        assert isinstance(hour, forms.ChoiceField)
        days.choices = [(day, capfirst(WEEKDAYS[day])) for day in sorted(WORKDAYS)]
        hour.choices = [(one, _clock(one)) for one in range(hours.starts, hours.ends)]

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(frozenset(self.cleaned_data["weekdays"]), self.cleaned_data["hour"])


def _initial(rhythm: Rhythm, hours: Hours) -> dict[str, Any]:
    hour = min(max(rhythm.hour, hours.starts), hours.ends - 1)
    return {"weekdays": sorted(rhythm.weekdays), "hour": hour}


def _clock(hour: int) -> str:
    return time_format(time(hour), "TIME_FORMAT")
