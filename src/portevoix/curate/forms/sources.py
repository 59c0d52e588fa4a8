from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.sources import SourceWishes
from portevoix.curate.forms.topics import TopicsForm
from portevoix.curate.models import Source

LARGEST_LIST = 5 * 1024 * 1024


class AddressForm(forms.Form):
    # Not a URLField: the action judges addresses, with or without "https://".
    url = forms.CharField(
        label=_("Address of a feed or of a site"),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("A list of feeds (OPML)"),
        help_text=_("Every reader of feeds can give its list as such a file. 5 MB at most."),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        return file


class SourceForm(TopicsForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    folder = forms.CharField(label=_("Folder"), max_length=120, required=False)
    needs_review = forms.BooleanField(
        label=_("Review its items before they are offered"), required=False
    )
    daily_most = forms.IntegerField(label=_("Most new items a day"), min_value=1, max_value=500)
    field_order = ("name", "folder", "daily_most", "needs_review", "topics", "one_more")

    def __init__(self, *args: Any, source: Source, **options: Any) -> None:
        names = SourceWishes.__slots__
        initial = {name: getattr(source, name) for name in names}
        super().__init__(*args, initial=initial, chosen=list(source.topics.all()), **options)

    def wishes(self) -> SourceWishes:
        return SourceWishes(**{name: self.cleaned_data[name] for name in SourceWishes.__slots__})
