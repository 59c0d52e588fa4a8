"""Trust: the charter people sign, what they consent to, the safeguards that bind the house.

Purposes are data: none that can watch people works until its legal basis, retention and notice
are complete. Consent is re-read at the moment of use; withdrawing is as easy as giving.
"""
