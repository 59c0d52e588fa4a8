"""What is stored of the watch."""

from portevoix.curate.models.answer import Answer, Saved
from portevoix.curate.models.item import Item, ItemTopic
from portevoix.curate.models.source import Source

__all__ = ["Answer", "Item", "ItemTopic", "Saved", "Source"]
