"""Personio: the XML of a careers page (developer.personio.de, "Retrieving open positions")."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, host_of, query_of, tenant
from portevoix.curate.sources.loose import joined_text, moment_at, nodes_at, text_at, words_at

DOMAINS = (".jobs.personio.de", ".jobs.personio.com")


class Personio(JsonBoard):
    """Careers pages of jobs.personio.de, in one piece and in one language."""

    key = "personio"
    name = "Personio"
    form = "xml"
    jobs_at = "workzag-jobs.position"
    required = {"guid": "id", "title": "name"}
    always = ("office",)

    def address_of(self, url: str) -> str | None:
        """Recognise a careers page, one of its jobs, or the data."""
        host = host_of(url)
        named = next((tenant(host.removesuffix(one)) for one in DOMAINS if host.endswith(one)), "")
        if not named:
            return None
        language = query_of(url).get("language", "")[:2]
        return f"https://{host}/xml" + (f"?language={language}" if language.isalpha() else "")

    def jobs_in(self, said: Any) -> Any:
        """Know a page without any position from one that is none of theirs."""
        return [] if said == {"workzag-jobs": ""} else super().jobs_in(said)

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a position says."""
        texts = nodes_at(job, "jobDescriptions.jobDescription", 5)
        several = nodes_at(job, "additionalOffices", 1)
        return {
            "url": f"https://{host_of(url)}/job/{text_at(job, 'id')}",
            "summary": joined_text(*(words_at(one, "value") for one in texts), by=" "),
            "published_at": moment_at(job, "createdAt.0", "createdAt"),
            "categories": [text_at(job, "department"), text_at(job, "recruitingCategory")],
            "language": query_of(url).get("language", ""),
            "opening": {
                "reference": text_at(job, "id"),
                "employer": text_at(job, "subcompany"),
                "place": joined_text(text_at(job, "office"), text_at(several, "office"), by=" · "),
                "contract": joined_text(text_at(job, "employmentType"), text_at(job, "schedule")),
                "department": text_at(job, "department"),
            },
        }
