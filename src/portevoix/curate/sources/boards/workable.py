"""Workable: the widget of a careers page (help.workable.com, "Careers page integration")."""

from typing import Any

from portevoix.curate.sources.boards.board import (
    Facts,
    Job,
    JsonBoard,
    first_step,
    subdomain,
    tenant,
)
from portevoix.curate.sources.loose import (
    address_at,
    flag_at,
    joined_text,
    moment_at,
    nodes_at,
    text_at,
    words_at,
)

HOSTS = frozenset({"apply.workable.com"})
WIDGETS = ("/api/v1/widget/accounts/", "/api/accounts/")
# Short links say which job it is, and not whose.
NOT_ACCOUNTS = frozenset({"j", "api"})
OURS = frozenset({"apply", "jobs", "help", "resources", "developers", "careers"})


class Workable(JsonBoard):
    """Accounts of apply.workable.com."""

    key = "workable"
    name = "Workable"
    jobs_at = "jobs"
    required = {"guid": "shortcode", "title": "title", "url": "url"}
    always = ("country", "city")

    def address_of(self, url: str) -> str | None:
        """Recognise an account's page, one of its jobs, or the data."""
        named = first_step(url, HOSTS, WIDGETS[0]) or first_step(url, HOSTS)
        named = "" if named in NOT_ACCOUNTS else named or subdomain(url, "workable.com", *OURS)
        named = tenant(named.lower())
        data = f"https://apply.workable.com/api/v1/widget/accounts/{named}?details=true"
        return data if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a job says."""
        shown = [one for one in nodes_at(job, "locations", 3) if flag_at(one, "hidden") is not True]
        places = [
            joined_text(*(text_at(one, name) for name in ("city", "region"))) for one in shown
        ]
        own = joined_text(text_at(job, "city"), text_at(job, "state"))
        return {
            "summary": words_at(job, "description"),
            "published_at": moment_at(job, "published_on", "created_at"),
            "categories": [text_at(job, "department"), text_at(job, "function")],
            "opening": {
                "employer": text_at(said, "name"),
                "place": own or joined_text(*places, by=" · "),
                "country": text_at(job, "country"),
                "is_remote": flag_at(job, "telecommuting"),
                "contract": text_at(job, "employment_type"),
                "reference": text_at(job, "code", "shortcode"),
                "department": text_at(job, "department"),
            },
        }

    def next_address(self, said: Any, url: str) -> str:
        """Follow the link that a long answer gives."""
        return address_at(said, url, "paging.next")
