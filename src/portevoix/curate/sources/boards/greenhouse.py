"""Greenhouse: the Job Board API (developers.greenhouse.io/job-board.html)."""

from typing import Any

from portevoix.curate.sources.boards.board import (
    Facts,
    Job,
    JsonBoard,
    first_step,
    host_of,
    query_of,
    tenant,
)
from portevoix.curate.sources.loose import joined_text, moment_at, nodes_at, text_at, words_at

HOSTS = frozenset(
    f"{name}{region}.greenhouse.io" for name in ("boards", "job-boards") for region in ("", ".eu")
)
DATA = frozenset({"boards-api.greenhouse.io", "api.greenhouse.io", "boards-api.eu.greenhouse.io"})
CONTRACTS = frozenset({"employment type", "contract type", "type de contrat", "contract"})


class Greenhouse(JsonBoard):
    """Boards of job-boards.greenhouse.io, in one piece."""

    key = "greenhouse"
    name = "Greenhouse"
    jobs_at = "jobs"
    required = {"guid": "id", "title": "title", "url": "absolute_url"}
    always = ("location", "updated_at")

    def address_of(self, url: str) -> str | None:
        """Recognise a board, one of its jobs, a board embedded elsewhere, or the data."""
        named = first_step(url, HOSTS) or first_step(url, DATA, "/v1/boards/")
        if named == "embed":
            named = tenant(query_of(url).get("for", ""))
        host = "boards-api.greenhouse.io"
        if host_of(url) == "boards-api.eu.greenhouse.io":
            host = host_of(url)
        return f"https://{host}/v1/boards/{named}/jobs?content=true" if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a job says."""
        departments = [text_at(one, "name") for one in nodes_at(job, "departments")]
        return {
            "summary": words_at(job, "content"),
            "published_at": moment_at(job, "first_published", "updated_at"),
            "updated_at": moment_at(job, "updated_at"),
            "categories": departments,
            "language": text_at(job, "language"),
            "opening": {
                "employer": text_at(job, "company_name"),
                "place": text_at(job, "location.name"),
                "contract": _contract(job),
                "valid_through": moment_at(job, "application_deadline"),
                "reference": text_at(job, "requisition_id", "id"),
                "department": joined_text(*departments),
            },
        }


def _contract(job: Job) -> str:
    # Each employer names its own fields; these names are the usual ones.
    said = (
        text_at(one, "value")
        for one in nodes_at(job, "metadata")
        if text_at(one, "name").lower() in CONTRACTS
    )
    return next(filter(None, said), "")
