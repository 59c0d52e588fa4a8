"""What people type at the desk, and the version they sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portevoix.govern.actions import Terms
from portevoix.govern.models import Charter, Purpose
from portevoix.govern.queries import WORDS
from portevoix.govern.rules.safeguards import SAFEGUARDS


class SignForm(forms.Form):
    version = forms.IntegerField(min_value=1)


class CharterForm(forms.Form):
    text_fr = forms.CharField(
        label=_("Text in French"), widget=forms.Textarea(attrs={"rows": 24, "lang": "fr"})
    )
    text_en = forms.CharField(
        label=_("Text in English"), widget=forms.Textarea(attrs={"rows": 24, "lang": "en"})
    )

    def __init__(self, *args: Any, current: Charter | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._current = current

    def clean(self) -> dict[str, Any]:
        texts = {name: text.replace("\r\n", "\n") for name, text in self.cleaned_data.items()}
        now = self._current
        if now and texts == {"text_fr": now.text_fr.strip(), "text_en": now.text_en.strip()}:
            raise forms.ValidationError(
                _("These are the words in force: nobody is asked to sign the same text twice.")
            )
        return texts


class TermsForm(forms.Form):
    basis = forms.ChoiceField(
        label=_("Legal basis"),
        required=False,
        choices=[("", "—"), *Purpose.Basis.choices],
        help_text=_("Without a basis, a retention and both notices, the purpose is shut."),
    )
    retention_days = forms.IntegerField(
        label=_("Kept for (days)"), required=False, min_value=1, max_value=36_500
    )
    notice_fr = forms.CharField(
        label=_("Notice in French"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "fr"}),
    )
    notice_en = forms.CharField(
        label=_("Notice in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )
    assessment_ref = forms.CharField(
        label=_("Reference of the impact assessment"),
        required=False,
        max_length=120,
        help_text=_("It could be used to watch people: without an assessment, it is shut."),
    )
    council_consulted_on = forms.DateField(
        label=_("Works council consulted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    has_no_council = forms.BooleanField(
        label=_("There is no works council here"),
        required=False,
        help_text=_("Say so, or give the day it was consulted."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, purpose: Purpose) -> None:
        names = Terms.__slots__
        super().__init__(data, initial={name: getattr(purpose, name) for name in names})
        if not purpose.can_watch:
            for name in ("assessment_ref", "council_consulted_on", "has_no_council"):
                del self.fields[name]

    def terms(self) -> Terms:
        notices = {
            name: self.cleaned_data[name].replace("\r\n", "\n")
            for name in ("notice_en", "notice_fr")
        }
        return Terms(**self.cleaned_data | notices)


class SafeguardForm(forms.Form):
    key = forms.ChoiceField(choices=[(key, key) for key in SAFEGUARDS], widget=forms.HiddenInput)
    value = forms.IntegerField(label=_("Value"))

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        key = options.pop("key", None) or (data or {}).get("key")
        super().__init__(data, auto_id=f"id_{key}_%s", **options)
        bounds = SAFEGUARDS.get(str(key))
        if bounds is None:
            return
        self.fields["value"] = _field(str(key))


class ConfidentialForm(forms.Form):
    phrase = forms.CharField(
        label=_("Word or phrase"),
        max_length=120,
        help_text=_("Capitals, accents and plurals do not matter."),
    )
    why = forms.CharField(
        label=_("Why, and whom to ask"),
        max_length=300,
        required=False,
        help_text=_("Whoever writes these words reads this beside them."),
    )


class FreezeForm(forms.Form):
    asked = "freeze"
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who has something planned reads this: name nobody."),
        error_messages={"required": _("Say why: those whose words are held will read it.")},
    )
    act = forms.CharField(widget=forms.HiddenInput, initial=asked)

    @classmethod
    def is_asked_by(cls, data: Mapping[str, Any]) -> bool:
        return data.get("act") == cls.asked


class LiftForm(FreezeForm):
    asked = "lift"
    act = forms.CharField(widget=forms.HiddenInput, initial=asked)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = _("Why it can be lifted")
        self.fields["reason"].help_text = _("It is kept beside the freeze, and names nobody.")


def _field(key: str) -> forms.Field:
    bounds, words = SAFEGUARDS[key], WORDS[key]
    help_text = gettext("Between %(least)s and %(most)s.") % {
        "least": bounds.least,
        "most": bounds.most,
    }
    return forms.IntegerField(
        label=words.name, min_value=bounds.least, max_value=bounds.most, help_text=help_text
    )
