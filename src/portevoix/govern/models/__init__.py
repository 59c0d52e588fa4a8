"""What is stored of trust."""

from portevoix.govern.models.charter import Charter, Signature
from portevoix.govern.models.confidential import ConfidentialPhrase
from portevoix.govern.models.freeze import Freeze
from portevoix.govern.models.purpose import Consent, Purpose
from portevoix.govern.models.safeguard import Safeguard

__all__ = [
    "Charter",
    "ConfidentialPhrase",
    "Consent",
    "Freeze",
    "Purpose",
    "Safeguard",
    "Signature",
]
