"""What a field and a starting topic are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A group of topics, named in both languages."""

    key: str
    name_en: str
    name_fr: str


@dataclass(frozen=True, slots=True)
class Seed:
    """One topic to plant: `words` are its synonyms and telling words, separated by bars."""

    field: str
    slug: str
    name_en: str
    name_fr: str
    words: str

    @property
    def keywords(self) -> tuple[str, ...]:
        """The telling words, in both languages."""
        return tuple(word.strip() for word in self.words.split("|"))


FIELDS: tuple[Field, ...] = (
    Field("software", "Software engineering", "Ingénierie logicielle"),
    Field("infrastructure", "Infrastructure and security", "Infrastructure et sécurité"),
    Field("data", "Data and AI", "Données et IA"),
    Field("product", "Product", "Produit"),
    Field("design", "Design", "Design"),
    Field("marketing", "Marketing and communication", "Marketing et communication"),
    Field("sales", "Sales and customers", "Vente et relation client"),
    Field("people", "Human resources", "Ressources humaines"),
    Field("finance", "Finance and operations", "Finance et opérations"),
    Field("legal", "Law and compliance", "Droit et conformité"),
    Field("public", "Public sector", "Secteur public"),
    Field("work", "Ways of working", "Manières de travailler"),
)
