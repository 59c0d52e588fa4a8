"""The starting taxonomy: fields, and in each the topics that somebody may know.

Written for this product. An organisation edits its own copy; planting again adds only what lacks.
"""

from __future__ import annotations

from portevoix.people.rules.taxonomy.house import HOUSE
from portevoix.people.rules.taxonomy.market import MARKET
from portevoix.people.rules.taxonomy.seed import FIELDS, Field, Seed
from portevoix.people.rules.taxonomy.software import SOFTWARE
from portevoix.people.rules.taxonomy.technology import TECHNOLOGY

TOPICS: tuple[Seed, ...] = (*SOFTWARE, *TECHNOLOGY, *MARKET, *HOUSE)

__all__ = ["FIELDS", "TOPICS", "Field", "Seed"]
