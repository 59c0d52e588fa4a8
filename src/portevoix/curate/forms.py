from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.sources import SourceWishes
from portevoix.curate.models import Source
from portevoix.people.models import Person, Topic

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


class TopicsForm(forms.Form):
    """The topics that are chosen, to be kept or not, and one more."""

    topics: forms.ModelMultipleChoiceField[Topic] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    one_more: forms.ModelChoiceField[Topic] = forms.ModelChoiceField(
        queryset=None, label=_("Another topic"), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, person: Person, chosen: list[Topic], **options: Any) -> None:
        super().__init__(*args, **options)
        visible, keys = Topic.objects.visible_to(person), [topic.pk for topic in chosen]
        others = visible.exclude(pk__in=keys)
        topics, one_more = self.fields["topics"], self.fields["one_more"]
        assert isinstance(topics, forms.ModelMultipleChoiceField)
        assert isinstance(one_more, forms.ModelChoiceField)
        topics.queryset, topics.initial = visible.filter(pk__in=keys).in_order(), keys
        one_more.queryset, one_more.choices = others, [("", "—"), *_by_field(others)]
        if not keys:
            del self.fields["topics"]

    def chosen(self) -> list[Topic]:
        more = self.cleaned_data["one_more"]
        return [*self.cleaned_data.get("topics", []), *([more] if more else [])]


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


def _by_field(topics: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for topic in topics.in_order():
        groups.setdefault(topic.field_name, []).append((topic.pk, topic.name))
    return [(name, sorted(group, key=lambda one: one[1])) for name, group in groups.items()]
