"""What is stored of the watch."""

from portevoix.curate.models.answer import Answer, Read, Saved
from portevoix.curate.models.audience import Audience
from portevoix.curate.models.item import Item, ItemTopic
from portevoix.curate.models.must_read import Confirmation, MustRead
from portevoix.curate.models.opening import Opening
from portevoix.curate.models.proposal import Proposal, Trust, WatchRules
from portevoix.curate.models.source import Source

__all__ = [
    "Answer",
    "Audience",
    "Confirmation",
    "Item",
    "ItemTopic",
    "MustRead",
    "Opening",
    "Proposal",
    "Read",
    "Saved",
    "Source",
    "Trust",
    "WatchRules",
]
