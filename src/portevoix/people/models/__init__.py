"""What is stored of people."""

from portevoix.people.models.expertise import Endorsement, Expertise, Topic
from portevoix.people.models.importing import Erased, ImportDraft
from portevoix.people.models.organisation import Organisation
from portevoix.people.models.person import Person
from portevoix.people.models.role import Role
from portevoix.people.models.team import Membership, Team

__all__ = [
    "Endorsement",
    "Erased",
    "Expertise",
    "ImportDraft",
    "Membership",
    "Organisation",
    "Person",
    "Role",
    "Team",
    "Topic",
]
