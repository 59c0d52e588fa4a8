from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.must_read import Asking
from portevoix.curate.models import MustRead


class MustReadForm(forms.Form):
    why = forms.CharField(
        label=_("Why must it be read?"),
        help_text=_("One sentence, which everybody reads beside the article."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until_on = forms.DateField(
        label=_("Until"),
        help_text=_("That day included. It then leaves their page by itself."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, asked: MustRead | None, **options: Any) -> None:
        if asked:
            options["initial"] = {"why": asked.why, "until_on": asked.until_on}
        super().__init__(*args, **options)

    def asking(self) -> Asking:
        return Asking(why=self.cleaned_data["why"], until_on=self.cleaned_data["until_on"])
