"""What people type of campaigns, kits and asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.lib.countries import country_name
from portevoix.notify.rules.asking import MOST_BUDGET
from portevoix.people.models import Person, Team, Topic
from portevoix.people.models.language import Language
from portevoix.people.queries import countries_of_colleagues
from portevoix.share.actions.campaigns import Intention
from portevoix.share.actions.kits import Advice
from portevoix.share.forms import Words
from portevoix.share.models import Campaign
from portevoix.share.platforms import registry
from portevoix.web.uploads import MOST_BYTES


class Day(forms.DateInput):
    """A day, as browsers pick one."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class IntentionForm(forms.Form):
    """What a campaign is for, and from which day to which; both days belong to it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    goal = forms.ChoiceField(label=_("What should it bring?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("The intention, in your own words"),
        help_text=_("Those it is for read it: why should anybody speak of this?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = forms.DateField(label=_("First day"), widget=Day())
    until_on = forms.DateField(label=_("Last day"), help_text=_("That day included."), widget=Day())
    topics: forms.ModelMultipleChoiceField[Topic] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Topics"),
        help_text=_("Only those who say that they know one of them are asked; none: everybody."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: Person, campaign: Campaign | None, **options: Any):
        if campaign:
            options["initial"] = {
                "name": campaign.name,
                "goal": campaign.goal,
                "words": campaign.intention,
                "starts_on": campaign.starts_on,
                "until_on": campaign.ends_on - timedelta(days=1),
                "topics": campaign.topics.all(),
            }
        super().__init__(*args, **options)
        goals = self.fields["goal"]
        assert isinstance(goals, forms.ChoiceField)
        goals.choices = [(value, capfirst(label)) for value, label in Campaign.Goal.choices]
        field = self.fields["topics"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Topic.objects.visible_to(person)

    def intention(self) -> Intention:
        given = self.cleaned_data
        return Intention(
            name=given["name"],
            goal=given["goal"],
            starts_on=given["starts_on"],
            ends_on=given["until_on"] + timedelta(days=1),
            words=given["words"],
            topics=list(given["topics"]),
        )


class TargetForm(forms.Form):
    """Whom a campaign is for; what is left empty excludes nobody."""

    teams: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Teams"),
        help_text=_("None chosen: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        help_text=_("Where your colleagues work; none chosen: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("Those in which colleagues read Portevoix; none chosen: both."),
        required=False,
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: Person, campaign: Campaign, **options: Any):
        of = campaign.audience
        if of:
            options["initial"] = {
                "teams": of.teams.all(),
                "countries": of.country_codes,
                "languages": of.language_codes,
            }
        super().__init__(*args, **options)
        teams, countries = self.fields["teams"], self.fields["countries"]
        assert isinstance(teams, forms.ModelMultipleChoiceField)
        assert isinstance(countries, forms.MultipleChoiceField)
        teams.queryset = Team.objects.visible_to(person).by_name()
        codes = {*countries_of_colleagues(person), *(of.country_codes if of else ())}
        language = get_language() or "en"
        named = {code: country_name(code, language) for code in codes}
        countries.choices = [(code, named[code]) for code in sorted(codes, key=named.__getitem__)]
        if not codes:
            del self.fields["countries"]

    def wishes(self) -> dict[str, list[Any]]:
        given = self.cleaned_data
        names = ("teams", "countries", "languages")
        return {name: list(given.get(name, ())) for name in names}


class AboutForm(forms.Form):
    """Which articles and openings a campaign is about."""

    items = forms.MultipleChoiceField(
        label=_("Articles and openings"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, items: list[Item], chosen: set[int], **options: Any):
        options["initial"] = {"items": [str(pk) for pk in chosen]}
        super().__init__(*args, **options)
        self.known = {str(item.pk): item for item in items}
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, _line_of(item)) for key, item in self.known.items()]

    def chosen(self) -> list[Item]:
        return [self.known[key] for key in self.cleaned_data["items"]]


class AdviceForm(forms.Form):
    """What a kit advises."""

    hashtags = forms.CharField(label=_("Hashtags"), max_length=200, required=False)
    dos = forms.CharField(
        label=_("Do"),
        help_text=_("One thing a line."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    donts = forms.CharField(
        label=_("Rather not"),
        help_text=_("One thing a line."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answering = forms.CharField(
        label=_("How to answer reactions"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def advice(self) -> Advice:
        return Advice(**self.cleaned_data)


class KitTextForm(forms.Form):
    """Words to start from, for one network or any."""

    words = Words(label=_("Words to start from"), widget=forms.Textarea(attrs={"rows": 3}))
    network = forms.ChoiceField(label=_("For which network"), required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        field = self.fields["network"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Any")), *((one.key, one.name) for one in registry.ALL)]


class VisualForm(forms.Form):
    """A picture, and what it shows in words."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, 5 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
    alt = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("For those who do not see it."),
        max_length=300,
    )

    def content(self) -> bytes:
        sent = self.cleaned_data["picture"]
        return bytes(sent.read()) if sent.size <= MOST_BYTES else b""


class MomentForm(forms.Form):
    """A day on which there is something to speak of."""

    on = forms.DateField(label=_("Day"), widget=Day())
    happens = forms.CharField(label=_("What happens"), max_length=200)


class RecallForm(forms.Form):
    """Why a campaign is recalled."""

    why = forms.CharField(
        label=_("Why is it recalled?"),
        help_text=_("Those who planned something of it will read it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BudgetForm(forms.Form):
    """How often one may be asked."""

    monthly = forms.IntegerField(
        label=_("How many asks a month, at most"),
        help_text=_("0: none. Usually 2."),
        min_value=0,
        max_value=MOST_BUDGET,
    )


def _line_of(item: Item) -> str:
    kind = _("opening") if item.kind == Item.Kind.OPENING else item.origin
    return format_html('{} <span class="small soft">{}</span>', item.title, kind)
