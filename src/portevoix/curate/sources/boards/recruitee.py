"""Recruitee: the Careers Site API (docs.recruitee.com/reference/offers)."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, subdomain
from portevoix.curate.sources.loose import flag_at, moment_at, text_at, words_at
from portevoix.curate.sources.postings import salary_text

DOMAIN = "recruitee.com"


class Recruitee(JsonBoard):
    """Careers sites of recruitee.com, in one piece."""

    key = "recruitee"
    name = "Recruitee"
    jobs_at = "offers"
    required = {"guid": "id", "title": "title", "url": "careers_url"}
    always = ("location",)

    def address_of(self, url: str) -> str | None:
        """Recognise a site of recruitee.com, or its data."""
        named = subdomain(url, DOMAIN, "api", "app", "docs", "support")
        return f"https://{named}.{DOMAIN}/api/offers/" if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts | None:
        """Return what an offer says; a closed or an internal one is not offered."""
        if text_at(job, "status") not in {"", "published"}:
            return None
        pay = [text_at(job, f"salary.{name}") for name in ("min", "max", "currency", "period")]
        return {
            "summary": words_at(job, "description"),
            "published_at": moment_at(job, "published_at", "created_at"),
            "updated_at": moment_at(job, "updated_at"),
            "categories": [text_at(job, "department"), text_at(job, "category_code")],
            "opening": {
                "reference": text_at(job, "id"),
                "employer": text_at(job, "company_name"),
                "place": text_at(job, "location") or text_at(job, "city"),
                "country": text_at(job, "country", "country_code"),
                "is_remote": flag_at(job, "remote"),
                "contract": text_at(job, "employment_type_code"),
                "salary": salary_text(*pay),
                "valid_through": moment_at(job, "close_at"),
                "department": text_at(job, "department"),
            },
        }
