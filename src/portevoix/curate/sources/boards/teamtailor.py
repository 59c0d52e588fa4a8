"""Teamtailor: the JSON Feed of every careers site, whose items hold a JobPosting."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, split
from portevoix.curate.sources.loose import address_at, at, moment_at, text_at, words_at
from portevoix.curate.sources.postings import opening_facts

DOMAIN = ".teamtailor.com"
NOT_CAREERS = frozenset({"www.teamtailor.com", "api.teamtailor.com", "app.teamtailor.com",
                         "docs.teamtailor.com", "support.teamtailor.com"})  # fmt: skip


class Teamtailor(JsonBoard):
    """Careers sites of teamtailor.com; one under an employer's own name is given as data."""

    key = "teamtailor"
    name = "Teamtailor"
    jobs_at = "items"
    required = {"guid": "id", "title": "title", "url": "url"}
    always = ("_jobposting",)

    def address_of(self, url: str) -> str | None:
        """Recognise a site of teamtailor.com, or its data."""
        parts = split(url)
        host = (parts.hostname or "") if parts else ""
        if not host.endswith(DOMAIN) or host in NOT_CAREERS:
            return None
        return f"https://{host}/jobs.json"

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what an item says, and the posting within it."""
        posting = at(job, "_jobposting")
        posting = posting if isinstance(posting, dict) else {}
        # Their `identifier` names the employer.
        named = text_at(posting, "hiringOrganization.name", "identifier.name")
        return {
            "summary": words_at(job, "content_html", "content_text", "summary")
            or words_at(posting, "description"),
            "published_at": moment_at(job, "date_published"),
            "updated_at": moment_at(job, "date_modified"),
            "image_url": text_at(job, "image"),
            "opening": {
                **opening_facts(posting),
                "employer": named or text_at(said, "title"),
                "reference": text_at(posting, "identifier.value"),
            },
        }

    def next_address(self, said: Any, url: str) -> str:
        """Follow the link that the answer gives."""
        return address_at(said, url, "next_url", "links.next")
