"""Real job titles, real offers and real people: the right ones come first, the wrong ones never."""

from __future__ import annotations

from pathlib import Path

from bench.relaying import colleagues, technical_offers, trades


def test_people_of_the_trade_come_first_more_than_by_chance(shared_data: Path) -> None:
    assert len(colleagues(shared_data)) > 1_000
    found = {one.name: one for one in trades(shared_data)}
    assert all(one.right > 1.5 * one.chance and one.fitting >= 5 for one in found.values())
    assert found["Développement"].right > 0.55
    assert found["Déploiement"].right > 0.45


def test_offers_of_other_trades_seem_technical_to_nobody(shared_data: Path) -> None:
    wrong, offers = technical_offers(shared_data)
    loose, _offers = technical_offers(shared_data, 0.0)
    assert offers == 148
    assert wrong <= 6
    assert loose > 100
