"""What changes across capabilities: founding the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portevoix.govern.actions import lay_register, publish_charter
from portevoix.govern.rules.charter import STARTING_CHARTER
from portevoix.people.actions import found_organisation, plant_taxonomy
from portevoix.people.models import Person


@dataclass(frozen=True, slots=True)
class Founding:
    """What must be known to found an organisation."""

    name: str
    language: str
    admin_name: str
    admin_email: str
    password: str
    is_demo: bool


@transaction.atomic
def lay_foundations(*, founding: Founding, at: datetime) -> Person:
    """Found the organisation with its topics, purposes and first charter; all or nothing."""
    administrator = found_organisation(
        name=founding.name,
        language=founding.language,
        admin_name=founding.admin_name,
        admin_email=founding.admin_email,
        password=founding.password,
        is_demo=founding.is_demo,
        at=at,
    )
    plant_taxonomy(by=administrator, at=at)
    lay_register(by=administrator, at=at)
    publish_charter(
        text_en=STARTING_CHARTER["en"], text_fr=STARTING_CHARTER["fr"], by=administrator, at=at
    )
    return administrator
