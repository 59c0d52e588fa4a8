"""Which roles open which space."""

from __future__ import annotations

PROGRAMME, HR, REPRESENTATIVE, MANAGER, ADMINISTRATOR = (
    "programme",
    "hr",
    "representative",
    "manager",
    "administrator",
)

_OPENED_BY: dict[str, frozenset[str]] = {
    "programme": frozenset({PROGRAMME}),
    "desk": frozenset({HR, REPRESENTATIVE}),
    "hr": frozenset({HR}),
    "crisis": frozenset({PROGRAMME, ADMINISTRATOR}),
    "administrator": frozenset({ADMINISTRATOR}),
}


def roles_of(audience: str) -> frozenset[str]:
    """The roles that enter an audience's pages; none for an audience that needs no role."""
    return _OPENED_BY.get(audience, frozenset())
