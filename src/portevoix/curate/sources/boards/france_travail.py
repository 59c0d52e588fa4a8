"""France Travail: the "Offres d'emploi v2" API (francetravail.io), and what was saved from it."""

import re
from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, query_of, split, with_query
from portevoix.curate.sources.loose import joined_text, moment_at, text_at, words_at

API = "https://api.francetravail.io/partenaire/offresdemploi/v2/offres"
API_HOSTS = frozenset({"api.francetravail.io", "api.pole-emploi.io", "api.emploi-store.fr"})
PAGES = re.compile(
    r"https?://candidat\.(?:francetravail|pole-emploi)\.fr/offres/recherche/detail/(\w{5,12})"
)
RANGE = re.compile(r"(\d{1,4})-(\d{1,4})")
# The furthest first offer that the API answers to.
FURTHEST = 3_000


class FranceTravail(JsonBoard):
    """The public employment service; its API answers those it gave a token to."""

    key = "france_travail"
    name = "France Travail"
    jobs_at = "resultats"
    required = {"guid": "id", "title": "intitule"}
    always = ("lieuTravail", "typeContrat", "dateCreation")

    def address_of(self, url: str) -> str | None:
        """Recognise the page of an offer, or the data."""
        if page := PAGES.match(url.strip()):
            return f"{API}/{page.group(1)}"
        parts = split(url)
        is_api = parts and parts.hostname in API_HOSTS and "/offresdemploi/" in parts.path
        return url.strip() if is_api else None

    def jobs_in(self, said: Any) -> Any:
        """Accept a search, a list kept from one, and one offer alone."""
        if isinstance(said, dict) and "resultats" not in said and "intitule" in said:
            return [said]
        return said if isinstance(said, list) else super().jobs_in(said)

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what an offer says."""
        page = f"https://candidat.francetravail.fr/offres/recherche/detail/{text_at(job, 'id')}"
        pay = (
            text_at(job, f"salaire.{name}") for name in ("libelle", "commentaire", "complement1")
        )
        return {
            "url": text_at(job, "origineOffre.urlOrigine") or page,
            "summary": words_at(job, "description"),
            "image_url": text_at(job, "entreprise.logo"),
            "published_at": moment_at(job, "dateCreation"),
            "updated_at": moment_at(job, "dateActualisation"),
            "categories": [text_at(job, "appellationlibelle"), text_at(job, "romeLibelle")],
            "language": "fr",
            "opening": {
                "employer": text_at(job, "entreprise.nom"),
                "place": text_at(job, "lieuTravail.libelle"),
                "country": text_at(job, "pays"),
                "contract": text_at(job, "typeContratLibelle", "typeContrat"),
                "salary": joined_text(*pay),
                "reference": text_at(job, "id"),
                "department": text_at(job, "secteurActiviteLibelle"),
            },
        }

    def next_address(self, said: Any, url: str) -> str:
        """Ask for the next range, when the whole range that was asked for came."""
        asked = RANGE.fullmatch(query_of(url).get("range", ""))
        if not asked:
            return ""
        first, size = int(asked[1]), int(asked[2]) - int(asked[1]) + 1
        after = first + size
        is_over = len(self.jobs_in(said)) < size or after > FURTHEST
        return "" if is_over else with_query(url, range=f"{after}-{after + size - 1}")
