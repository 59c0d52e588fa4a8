from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portevoix.people.models import Person, Topic


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


def _by_field(topics: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for topic in topics.in_order():
        groups.setdefault(topic.field_name, []).append((topic.pk, topic.name))
    return [(name, sorted(group, key=lambda one: one[1])) for name, group in groups.items()]
