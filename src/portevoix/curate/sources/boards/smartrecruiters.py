"""SmartRecruiters: the Posting API (developers.smartrecruiters.com)."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, first_step, with_query
from portevoix.curate.sources.loose import at, flag_at, joined_text, moment_at, text_at, words_at

HOSTS = frozenset({"careers.smartrecruiters.com", "jobs.smartrecruiters.com"})
DATA = frozenset({"api.smartrecruiters.com"})
PAGE = 100


class SmartRecruiters(JsonBoard):
    """Companies of jobs.smartrecruiters.com, a hundred postings at a time."""

    key = "smartrecruiters"
    name = "SmartRecruiters"
    jobs_at = "content"
    required = {"guid": "id", "title": "name"}
    always = ("company", "location", "releasedDate")

    def address_of(self, url: str) -> str | None:
        """Recognise a company's page, one of its postings, or the data."""
        named = first_step(url, HOSTS) or first_step(url, DATA, "/v1/companies/")
        data = f"https://api.smartrecruiters.com/v1/companies/{named}/postings?limit={PAGE}"
        return data if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts | None:
        """Return what a posting says; its words stand in a document of its own."""
        if text_at(job, "visibility") not in {"", "PUBLIC"}:
            return None
        company = text_at(job, "company.identifier")
        parts = joined_text(*(text_at(job, f"location.{name}") for name in ("city", "region")))
        return {
            "url": f"https://jobs.smartrecruiters.com/{company}/{text_at(job, 'id')}",
            "summary": words_at(job, "jobAd.sections.jobDescription.text"),
            "published_at": moment_at(job, "releasedDate"),
            "categories": [text_at(job, "function.label"), text_at(job, "industry.label")],
            "language": text_at(job, "language.code"),
            "opening": {
                "employer": text_at(job, "company.name"),
                "place": text_at(job, "location.fullLocation") or parts,
                "country": text_at(job, "location.country").upper(),
                "is_remote": flag_at(job, "location.remote"),
                "contract": text_at(job, "typeOfEmployment.label"),
                "reference": text_at(job, "refNumber", "id"),
                "department": text_at(job, "department.label"),
            },
        }

    def next_address(self, said: Any, url: str) -> str:
        """Go on after the postings read, while fewer than all found."""
        offset, total = at(said, "offset"), at(said, "totalFound")
        if not isinstance(offset, int) or not isinstance(total, int) or offset < 0:
            return ""
        reached = offset + len(said["content"])
        return with_query(url, offset=reached) if reached < total else ""
