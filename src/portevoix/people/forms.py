"""What people type about themselves and about colleagues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portevoix.lib.countries import countries_by_name
from portevoix.people.models import Role, Topic
from portevoix.people.models.language import Language
from portevoix.people.rules.taxonomy import FIELDS


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    new = forms.CharField(
        label=_("New password"),
        help_text=_("Twelve characters or more; a sentence is easier to remember."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PasswordForm(NewPasswordForm):
    field_order = ("present", "new")
    present = forms.CharField(
        label=_("Present password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FirstPasswordForm(NewPasswordForm):
    again = forms.CharField(
        label=_("The same once more"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("These two passwords are not the same."))
        return again


class ImportForm(forms.Form):
    people = forms.FileField(
        label=_("File of people (CSV)"),
        help_text=_(
            "One line each, with a column “reference” or “mail”, and any of: name, job, team, "
            "language, country, joined, left, expertise. French headings are understood as well."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    stays = forms.FileField(
        label=_("File of stays in teams (CSV)"),
        help_text=_("With the columns person, start, end (the last day) and team."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    adds_topics = forms.BooleanField(
        label=_("Make a topic of every skill that is not known yet"), required=False
    )
    is_complete = forms.BooleanField(
        label=_("This is the complete list: whoever is not in it has left"), required=False
    )


class ConfirmForm(forms.Form):
    has_confirmed = forms.BooleanField(
        label=_("I checked it: these people have really left"), required=False
    )


class TopicForm(forms.Form):
    english = forms.CharField(label=_("Name in English"), max_length=80)
    french = forms.CharField(label=_("Name in French"), max_length=80)
    keywords = forms.CharField(
        label=_("Words that betray it"),
        help_text=_("One on each line, in both languages."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_keywords(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["keywords"].splitlines())


class NewTopicForm(TopicForm):
    field = forms.ChoiceField(label=pgettext_lazy("of knowledge", "Field"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sample = (Topic(field=field.key) for field in FIELDS)
        choices = [(topic.field, topic.field_name) for topic in sample]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]


class GivenRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.Name.choices)


class RoleForm(GivenRoleForm):
    field_order = ("email", "role")
    email = forms.EmailField(label=_("Mail address of a colleague"), max_length=254)


def _countries() -> list[tuple[str, str]]:
    return [("", "—"), *countries_by_name(get_language() or "en")]


class FactsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("What this person signs in with."),
        max_length=254,
        required=False,
    )
    job = forms.CharField(label=_("Job"), max_length=120, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)


class NewcomerForm(FactsForm):
    field_order = ("name", "email", "job", "team", "joined_on", "language", "country")
    email = forms.EmailField(
        label=_("Mail address"), help_text=_("What this person signs in with."), max_length=254
    )
    team = forms.CharField(
        label=_("Team"),
        help_text=_("One that exists, or a new name."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "teams", "autocomplete": "off"}),
    )
    joined_on = forms.DateField(
        label=_("First day of work"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class MoveForm(forms.Form):
    team = forms.CharField(
        label=_("Team"),
        help_text=_("One that exists, or a new name."),
        max_length=160,
        widget=forms.TextInput(attrs={"list": "teams", "autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("From this day on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DepartureForm(forms.Form):
    left_on = forms.DateField(
        label=_("First day on which this person no longer works here"),
        help_text=_("Today at the latest."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
