"""A pasted address: the page is visited, and its oEmbed provider too where that tells more."""

from portevoix.curate.sources.cards import read_card, with_oembed
from portevoix.curate.sources.page_card import Card
from portevoix.curate.sources.parsed import FeedProblem
from portevoix.curate.sources.visits import Carry
from portevoix.web.fetch import FetchFailed, FetchRequest, FetchResponse

OEMBED = "application/json+oembed, application/json"


def card_of(response: FetchResponse, carry: Carry) -> Card:
    """The card of a page that answered; raises `FeedProblem` where there is none to read.

    Whoever waits does not wait twice for what the page says itself, nor lose it to a provider.
    """
    card = read_card(response.body, response.header("content-type"), response.url)
    if not card.oembed_url or (card.title and card.author and card.image_url):
        return card
    try:
        answer = carry(FetchRequest(card.oembed_url, headers={"accept": OEMBED}))
        return with_oembed(card, answer.body) if answer.status == 200 else card
    except (FetchFailed, FeedProblem):
        return card
