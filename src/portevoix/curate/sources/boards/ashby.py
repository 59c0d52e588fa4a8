"""Ashby: the public job posting API (developers.ashbyhq.com/docs/public-job-posting-api)."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, first_step
from portevoix.curate.sources.loose import (
    flag_at,
    joined_text,
    moment_at,
    nodes_at,
    text_at,
    words_at,
)

HOSTS = frozenset({"jobs.ashbyhq.com"})
DATA = frozenset({"api.ashbyhq.com"})


class Ashby(JsonBoard):
    """Boards of jobs.ashbyhq.com, in one piece."""

    key = "ashby"
    name = "Ashby"
    jobs_at = "jobs"
    required = {"guid": "id", "title": "title", "url": "jobUrl"}
    always = ("location",)

    def address_of(self, url: str) -> str | None:
        """Recognise a board, one of its jobs, or the data."""
        named = first_step(url, HOSTS) or first_step(url, DATA, "/posting-api/job-board/")
        data = f"https://api.ashbyhq.com/posting-api/job-board/{named}?includeCompensation=true"
        return data if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts | None:
        """Return what a job says; one that is not listed is for those who have its link."""
        if flag_at(job, "isListed") is False:
            return None
        others = [text_at(one, "location") for one in nodes_at(job, "secondaryLocations", 3)]
        pay = (
            "compensation.compensationTierSummary",
            "compensation.scrapeableCompensationSalarySummary",
        )
        return {
            "summary": words_at(job, "descriptionPlain", "descriptionHtml"),
            "published_at": moment_at(job, "publishedAt"),
            "categories": [text_at(job, "department"), text_at(job, "team")],
            "opening": {
                "place": joined_text(text_at(job, "location"), *others, by=" · "),
                "country": text_at(job, "address.postalAddress.addressCountry"),
                "is_remote": flag_at(job, "isRemote"),
                "contract": text_at(job, "employmentType"),
                "salary": text_at(job, *pay),
                "department": joined_text(text_at(job, "department"), text_at(job, "team")),
            },
        }
