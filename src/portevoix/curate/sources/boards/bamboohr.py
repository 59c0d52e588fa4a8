"""BambooHR: the list behind a careers page."""

from typing import Any

from portevoix.curate.sources.boards.board import Facts, Job, JsonBoard, host_of, subdomain
from portevoix.curate.sources.loose import at, flag_at, joined_text, text_at

DOMAIN = "bamboohr.com"
# Their code of a place of work: 0 on site, 1 remote, 2 both.
REMOTE = {"0": False, "1": True}


class BambooHR(JsonBoard):
    """Careers pages of bamboohr.com, in one piece, without dates nor words."""

    key = "bamboohr"
    name = "BambooHR"
    jobs_at = "result"
    required = {"guid": "id", "title": "jobOpeningName"}
    always = ("location",)

    def address_of(self, url: str) -> str | None:
        """Recognise a careers page, one of its jobs, or the data."""
        named = subdomain(url, DOMAIN, "api", "app", "documentation", "help")
        return f"https://{named}.{DOMAIN}/careers/list" if named else None

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a job says."""
        place = at(job, "atsLocation") if text_at(job, "atsLocation.city") else at(job, "location")
        remote = flag_at(job, "isRemote")
        coded = REMOTE.get(text_at(job, "locationType"))
        return {
            "url": f"https://{host_of(url)}/careers/{text_at(job, 'id')}",
            "categories": [text_at(job, "departmentLabel")],
            "opening": {
                "place": joined_text(text_at(place, "city"), text_at(place, "state", "province")),
                "country": text_at(job, "atsLocation.country"),
                "is_remote": coded if remote is None else remote,
                "contract": text_at(job, "employmentStatusLabel"),
                "department": text_at(job, "departmentLabel"),
            },
        }
