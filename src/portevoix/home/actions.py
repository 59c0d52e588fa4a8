"""What changes across capabilities: founding the organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portevoix.govern.actions import lay_charter, lay_register
from portevoix.people.actions.organisation import Founder, found_organisation, plant_taxonomy
from portevoix.people.models import Person


@transaction.atomic
def lay_foundations(
    *,
    name: str,
    language: str,
    founder: Founder,
    at: datetime,
    is_demo: bool = False,
    website: str = "",
) -> Person:
    """Found the organisation with its topics, purposes and first charter; all or nothing."""
    found_organisation(
        name=name, language=language, founder=founder, at=at, is_demo=is_demo, website=website
    )
    administrator = Person.objects.get(email=founder.email.strip().lower())
    plant_taxonomy(by=administrator, at=at)
    lay_register(by=administrator, at=at)
    lay_charter(by=administrator, at=at)
    return administrator
