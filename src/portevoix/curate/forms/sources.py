from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.sources import Find, SourceWishes
from portevoix.curate.forms.topics import TopicsForm
from portevoix.curate.models import Source
from portevoix.curate.queries.health import Sought

LARGEST_LIST = 5 * 1024 * 1024
MOST_FINDS = 20
# Several that exist are offered while it is written.
FOLDER = {"list": "folders", "autocomplete": "off"}
STATES = (
    ("", _("all of them")),
    ("trouble", _("failing")),
    ("paused", _("paused")),
    ("boards", _("job boards")),
    ("reviewed", _("reviewed first")),
    ("limited", _("for some only")),
    ("ours", _("our own channels")),
)


class AddressForm(forms.Form):
    # Not a URLField: the action judges addresses, with or without "https://".
    url = forms.CharField(
        label=_("Address of a site, a feed or a job board"),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("A list of feeds (OPML)"),
        help_text=_("Every reader of feeds can give its list as such a file. 5 MB at most."),
        allow_empty_file=True,
    )
    needs_review = forms.BooleanField(
        label=_("Review what they bring before it is offered"), required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        return file


class FolderForm(forms.Form):
    folder = forms.CharField(
        label=_("Folder"), max_length=120, required=False, widget=forms.TextInput(attrs=FOLDER)
    )


class _AnyValues(forms.MultipleChoiceField):
    def valid_value(self, value: Any) -> bool:
        # What may be added is the action's to judge.
        return True


class FindsForm(FolderForm):
    """What is chosen of what was found: each the key of its board, a space, its address."""

    find = _AnyValues(error_messages={"required": _("Choose one at least.")})
    needs_review = forms.BooleanField(
        label=_("Review its items before they are offered"), required=False
    )

    def finds(self) -> list[Find]:
        given = self.cleaned_data
        parts = (value.partition(" ") for value in given["find"][:MOST_FINDS])
        return [Find(url, board=board, folder=given["folder"]) for board, _space, url in parts]


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name or address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    folder = forms.ChoiceField(label=_("Folder"), required=False)
    state = forms.ChoiceField(label=_("Which"), choices=STATES, required=False)

    def __init__(self, *args: Any, folders: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["folder"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("every folder")), *((folder, folder) for folder in folders)]
        if not folders:
            del self.fields["folder"]

    def sought(self) -> Sought:
        """What is looked for; what was asked wrongly is not asked."""
        self.full_clean()
        given = getattr(self, "cleaned_data", {})
        return Sought(given.get("q", ""), given.get("folder", ""), given.get("state", ""))


class SourceForm(TopicsForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    folder = forms.CharField(
        label=_("Folder"),
        help_text=_("Levels are parted by a slash between spaces: Press / Lille."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=FOLDER),
    )
    needs_review = forms.BooleanField(
        label=_("Review its items before they are offered"), required=False
    )
    daily_most = forms.IntegerField(label=_("Most new items a day"), min_value=1, max_value=500)
    trust = forms.TypedChoiceField(
        label=_("Trust"),
        help_text=_("It weighs a little in what is offered first."),
        choices=Source.Trust.choices,
        coerce=int,
    )
    is_ours = forms.BooleanField(
        label=_("One of our own channels"),
        help_text=_("Stories then say that they come from us."),
        required=False,
    )
    field_order = (
        *("name", "folder", "daily_most", "needs_review", "topics", "one_more"),
        *("trust", "is_ours"),
    )

    def __init__(self, *args: Any, source: Source, **options: Any) -> None:
        initial = {field.name: getattr(source, field.name) for field in fields(SourceWishes)}
        super().__init__(*args, initial=initial, chosen=list(source.topics.all()), **options)

    def wishes(self) -> SourceWishes:
        names = [field.name for field in fields(SourceWishes)]
        return SourceWishes(**{name: self.cleaned_data[name] for name in names})
