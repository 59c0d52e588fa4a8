"""Pinpoint: the postings of a careers site (developers.pinpointhq.com, "Job board JSON")."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, subdomain
from portevoix.curate.sources.loose import address_at, flag_at, moment_at, text_at, words_at

DOMAIN = "pinpointhq.com"


class Pinpoint(JsonBoard):
    """Careers sites of pinpointhq.com, in one piece."""

    key = "pinpoint"
    name = "Pinpoint"
    jobs_at = "data"
    required = {"guid": "id", "title": "title"}
    always = ("location", "path")

    def address_of(self, url: str) -> str | None:
        """Recognise a careers site, one of its postings, or the data."""
        named = subdomain(url, DOMAIN, "developers", "app", "help", "api")
        return f"https://{named}.{DOMAIN}/postings.json" if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a posting says; a pay that is not to be seen is not said."""
        workplace = text_at(job, "workplace_type").lower()
        is_shown = flag_at(job, "compensation_visible") is not False
        department = text_at(job, "job.department.name")
        return {
            "url": address_at(job, url, "url", "path"),
            "summary": words_at(job, "description"),
            "categories": [department, text_at(job, "job.division.name")],
            "opening": {
                "place": text_at(job, "location.name"),
                "is_remote": {"remote": True, "onsite": False}.get(workplace),
                "contract": text_at(job, "employment_type_text", "employment_type"),
                "salary": text_at(job, "compensation") if is_shown else "",
                "valid_through": moment_at(job, "deadline_at"),
                "reference": text_at(job, "job.requisition_id", "id"),
                "department": department,
            },
        }
