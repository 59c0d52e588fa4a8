from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.proposing import LONGEST_PAGE, LONGEST_TITLE, LONGEST_WORDS
from portevoix.curate.actions.trusting import FEWEST, MOST
from portevoix.curate.forms.topics import TopicsForm
from portevoix.curate.queries.proposals import topics_guessed
from portevoix.curate.rules.proposing import SEARCHED, address_in, words_beside
from portevoix.curate.rules.trusting import Numbers
from portevoix.curate.sources.page_card import Card, bounded_card, card_as_json
from portevoix.people.models import Person, Topic

# What a page said of itself travels with the form: nobody writes it but the page.
_SALT = "curate.proposed-card"
_FEW_LINES = {"rows": 3}
_A_TOPIC = _("A topic")


class PageForm(forms.Form):
    # Not a URLField: people paste an address with words around it, phones share it so.
    url = forms.CharField(
        label=_("Address of the page"),
        max_length=SEARCHED,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    named = forms.CharField(max_length=SEARCHED, required=False, widget=forms.HiddenInput)

    def clean_url(self) -> str:
        address = address_in(self.cleaned_data["url"])
        if not address or len(address) > LONGEST_PAGE:
            raise forms.ValidationError(
                _("There is no web address in it. It begins with https:// or http://.")
            )
        return address


class ProposalForm(TopicsForm):
    """The card of a page, read or not, with what she changes and adds."""

    card = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    why = forms.CharField(
        label=_("Why it is worth reading, in your own words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs=_FEW_LINES),
    )
    field_order = ("card", "title", "why", "topics", "one_more")

    def __init__(self, *args: Any, read: Card, person: Person, **options: Any) -> None:
        self.read = read
        keys = topics_guessed(read.title, read.summary)
        guessed = list(Topic.objects.visible_to(person).filter(pk__in=keys).in_order())
        options["initial"] = {"card": sealed_card(read), "title": read.title}
        super().__init__(*args, person=person, chosen=guessed, **options)
        if not guessed:
            self.fields["one_more"].label = _A_TOPIC

    def wished_topics(self) -> list[Topic] | None:
        """Those she chose; none for a page that was not read: its title will tell."""
        chosen = self.chosen()
        return chosen if chosen or "topics" in self.fields else None


class AnswerForm(TopicsForm):
    note = forms.CharField(
        label=_("A note to its author"),
        help_text=_("To decline, say why. Whoever brings the same page later reads it too."),
        max_length=LONGEST_WORDS,
        required=False,
        # A note is needed to decline: the key that declines leads to it.
        widget=forms.Textarea(attrs=_FEW_LINES | {"data-key": "d"}),
    )
    field_order = ("note", "topics", "one_more")

    def __init__(self, *args: Any, chosen: list[Topic], **options: Any) -> None:
        super().__init__(*args, chosen=chosen, **options)
        if not chosen:
            self.fields["one_more"].label = _A_TOPIC


class TrustForm(forms.Form):
    trusted_after = forms.IntegerField(
        label=_("Accepted proposals before somebody is trusted"), min_value=FEWEST, max_value=MOST
    )
    lost_after = forms.IntegerField(
        label=_("Declined in a row before trust is lost"), min_value=FEWEST, max_value=MOST
    )

    def numbers(self) -> Numbers:
        return Numbers(**self.cleaned_data)


def shared_page(url: str, title: str, text: str) -> dict[str, str]:
    """What a bookmark or the share menu of a phone gave, as the page form begins with it."""
    address = address_in(url, text, title)
    if len(address) > LONGEST_PAGE:
        # A cut address is another address: better none.
        return {}
    named = words_beside(address, title) or words_beside(address, text)
    return {"url": address, "named": named[:LONGEST_TITLE]}


def sealed_card(card: Card) -> str:
    """A card as a hidden field carries it, signed."""
    return signing.dumps(card_as_json(card), salt=_SALT, compress=True)


def card_in(sealed: str) -> Card | None:
    """The card that a hidden field carries; none if somebody wrote it anew."""
    try:
        return bounded_card(signing.loads(sealed, salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None
