"""Lever: the Postings API (github.com/lever/postings-api)."""

from typing import Any

from portevoix.curate.sources.boards.board import (
    Facts,
    Job,
    JsonBoard,
    first_step,
    host_of,
    query_of,
    with_query,
)
from portevoix.curate.sources.loose import at, joined_text, moment_at, text_at, words_at
from portevoix.curate.sources.postings import salary_text

HOSTS = frozenset({"jobs.lever.co", "jobs.eu.lever.co"})
DATA = frozenset({"api.lever.co", "api.eu.lever.co"})


class Lever(JsonBoard):
    """Sites of jobs.lever.co and of their European twin."""

    key = "lever"
    name = "Lever"
    jobs_at = ""
    required = {"guid": "id", "title": "text", "url": "hostedUrl"}
    always = ("categories",)

    def address_of(self, url: str) -> str | None:
        """Recognise a site, one of its postings, or the data, in either region."""
        named = first_step(url, HOSTS) or first_step(url, DATA, "/v0/postings/")
        region = ".eu" if ".eu." in host_of(url) else ""
        return f"https://api{region}.lever.co/v0/postings/{named}?mode=json" if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a posting says."""
        workplace = text_at(job, "workplaceType").lower()
        return {
            "summary": words_at(job, "descriptionPlain", "description"),
            "published_at": moment_at(job, "createdAt"),
            "categories": [text_at(job, "categories.department"), text_at(job, "categories.team")],
            "opening": {
                "place": text_at(job, "categories.location"),
                "country": text_at(job, "country"),
                "is_remote": {"remote": True, "on-site": False, "onsite": False}.get(workplace),
                "contract": text_at(job, "categories.commitment"),
                "salary": _salary(at(job, "salaryRange")),
                "department": joined_text(
                    text_at(job, "categories.department"), text_at(job, "categories.team")
                ),
            },
        }

    def next_address(self, said: Any, url: str) -> str:
        """Skip as many as were asked for, when as many came."""
        query = query_of(url)
        limit, skipped = query.get("limit", ""), query.get("skip", "0")
        if not (limit.isdecimal() and skipped.isdecimal()) or len(said) < int(limit[:6]):
            return ""
        return with_query(url, skip=int(skipped[:9]) + len(said))


def _salary(pay: Any) -> str:
    # "per-year-salary": its middle word is the period.
    period = text_at(pay, "interval").removeprefix("per-").partition("-")[0]
    return salary_text(text_at(pay, "min"), text_at(pay, "max"), text_at(pay, "currency"), period)
