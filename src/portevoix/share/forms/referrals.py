"""What people type of openings passed on: systems that call, keys, files, steps and bonuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portevoix.share.queries.intake import OTHER
from portevoix.share.rules.bonuses import MOST_TRIAL_MONTHS
from portevoix.share.rules.referrals import plain_code
from portevoix.share.sources.registry import SYSTEMS


def systems_that_sign() -> list[tuple[str, str]]:
    """The recruiting systems whose signature is verified here."""
    return [(system.key, system.name) for system in SYSTEMS]


def recruiting_systems() -> list[tuple[str, Any]]:
    """Every recruiting system that a reference may be of."""
    return [*systems_that_sign(), (OTHER, _("another one"))]


class HookForm(forms.Form):
    """The signed calls of a recruiting system."""

    system = forms.ChoiceField(label=_("Recruiting system"), choices=systems_that_sign)
    name = forms.CharField(label=_("Name"), max_length=80, initial=_("Our recruiting system"))
    secret = forms.CharField(
        label=_("The secret it signs with"),
        max_length=500,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is shown where you add a webhook there. It is sealed here, never shown."),
    )


class Beside(forms.Form):
    """A second form of one page, whose fields have names of their own there."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="second-%s")


class KeyForm(Beside):
    """A key of our own interface."""

    system = forms.ChoiceField(label=_("Recruiting system"), choices=recruiting_systems)
    name = forms.CharField(label=_("What it is for"), max_length=80)
    days = forms.IntegerField(label=_("Days it is valid"), min_value=1, max_value=366, initial=180)


class StepFileForm(forms.Form):
    """A file of steps."""

    system = forms.ChoiceField(label=_("Recruiting system"), choices=recruiting_systems)
    file = forms.FileField(
        label=_("File of steps (CSV)"),
        help_text=_(
            "One line each, with the columns application (its reference) and step (application, "
            "interview, hire or closed), and perhaps date and code. French headings are "
            "understood as well; other columns are not looked at."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )


class AttachForm(Beside):
    """A code that a candidate named."""

    system = forms.ChoiceField(label=_("Recruiting system"), choices=recruiting_systems)
    reference = forms.CharField(label=_("Reference of the application"), max_length=200)
    code = forms.CharField(
        label=_("Code, or the whole link"),
        max_length=300,
        help_text=_("As the candidate was given it; it has twelve signs."),
    )

    def clean_code(self) -> str:
        code = plain_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("This is not a code of ours: it has twelve signs."))
        return code


class PromiseForm(forms.Form):
    """What is promised for a hire."""

    opening = forms.TypedChoiceField(label=_("For"), coerce=int, empty_value=None, required=False)
    amount = forms.DecimalField(
        label=_("Amount in euros, before tax"), min_value=1, max_digits=9, decimal_places=2
    )
    trial_months = forms.IntegerField(
        label=_("Months of trial, after which it is due"),
        min_value=0,
        max_value=MOST_TRIAL_MONTHS,
        initial=4,
    )
    condition = forms.CharField(
        label=_("Condition"),
        max_length=300,
        required=False,
        help_text=_("For example: the person hired is still here. Never a post, never clicks."),
    )

    def __init__(self, *args: Any, openings: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("every opening")), *openings]
        self.fields["opening"].choices = choices  # type: ignore[attr-defined]
