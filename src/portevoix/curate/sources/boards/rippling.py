"""Rippling: the public board of its recruiting (developer.rippling.com, "Job board API")."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, first_step
from portevoix.curate.sources.loose import text_at

HOSTS = frozenset({"ats.rippling.com"})
DATA = frozenset({"api.rippling.com"})
PATH = "/platform/api/ats/v1/board/"


class Rippling(JsonBoard):
    """Boards of ats.rippling.com, in one piece, without dates nor words."""

    key = "rippling"
    name = "Rippling"
    jobs_at = ""
    required = {"guid": "uuid", "title": "name", "url": "url"}
    always = ("workLocation",)

    def address_of(self, url: str) -> str | None:
        """Recognise a board, one of its jobs, or the data."""
        named = first_step(url, HOSTS) or first_step(url, DATA, PATH)
        return f"https://api.rippling.com{PATH}{named}/jobs" if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a job says."""
        place = text_at(job, "workLocation.label")
        department = text_at(job, "department.label")
        return {
            "categories": [department],
            "opening": {
                "place": place,
                "is_remote": True if place.lower().startswith("remote") else None,
                "department": department,
            },
        }
