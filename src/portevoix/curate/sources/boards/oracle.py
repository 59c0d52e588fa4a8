"""Oracle Recruiting Cloud: the requisitions of a candidate site (docs.oracle.com, REST for HCM)."""

import re
from typing import Any

from portevoix.curate.sources.boards.board import (
    Facts,
    Job,
    JsonBoard,
    host_of,
    query_of,
    split,
    with_query,
)
from portevoix.curate.sources.loose import at, joined_text, moment_at, nodes_at, text_at, words_at

DOMAIN = ".oraclecloud.com"
SITE = re.compile(r"/hcmUI/CandidateExperience/[\w-]{2,10}/sites/([\w-]{1,40})")
DATA = "/hcmRestApi/resources/latest/recruitingCEJobRequisitions"
FINDER = re.compile(r"siteNumber=([\w-]{1,40})")
OFFSET = re.compile(r",offset=(\d{1,6})")
PAGE = 100


class Oracle(JsonBoard):
    """Candidate sites of oraclecloud.com, a hundred requisitions at a time."""

    key = "oracle"
    name = "Oracle Recruiting"
    jobs_at = "items.requisitionList"
    required = {"guid": "Id", "title": "Title"}
    always = ("PrimaryLocation",)

    def address_of(self, url: str) -> str | None:
        """Recognise a candidate site, one of its jobs, or the data."""
        parts = split(url)
        if parts is None or not (parts.hostname or "").endswith(DOMAIN):
            return None
        if parts.path == DATA and _site(url):
            return url
        found = SITE.match(parts.path)
        if not found:
            return None
        asked = f"findReqs;siteNumber={found.group(1)},limit={PAGE},sortBy=POSTING_DATES_DESC"
        data = f"https://{parts.hostname}{DATA}?onlyData=true"
        return with_query(data, expand="requisitionList.secondaryLocations", finder=asked)

    def facts(self, job: Job, said: Any, url: str) -> Facts:
        """Return what a requisition says."""
        site = f"https://{host_of(url)}/hcmUI/CandidateExperience/en/sites/{_site(url)}"
        others = [text_at(one, "Name") for one in nodes_at(job, "secondaryLocations", 3)]
        workplace = text_at(job, "WorkplaceTypeCode", "WorkplaceType").upper()
        return {
            "url": f"{site}/job/{text_at(job, 'Id')}",
            "summary": words_at(job, "ShortDescriptionStr"),
            "published_at": moment_at(job, "PostedDate"),
            "categories": [text_at(job, "JobFamily"), text_at(job, "JobFunction")],
            "language": text_at(job, "Language"),
            "opening": {
                "reference": text_at(job, "Id"),
                "place": joined_text(text_at(job, "PrimaryLocation"), *others, by=" · "),
                "country": text_at(job, "PrimaryLocationCountry"),
                "is_remote": True if "REMOTE" in workplace else None,
                "contract": text_at(job, "ContractType", "JobSchedule"),
                "valid_through": moment_at(job, "PostingEndDate"),
                "department": text_at(job, "Department", "Organization"),
            },
        }

    def next_address(self, said: Any, url: str) -> str:
        """Go on after the requisitions read, while fewer than all counted."""
        asked, total = query_of(url).get("finder", ""), text_at(said, "items.TotalJobsCount")
        before = OFFSET.search(asked)
        reached = int(before.group(1)) if before else 0
        reached += len(at(said, self.jobs_at) or ())
        if not asked or not total.isdecimal() or reached >= int(total[:9]):
            return ""
        return with_query(url, finder=f"{OFFSET.sub('', asked)},offset={reached}")


def _site(url: str) -> str:
    found = FINDER.search(query_of(url).get("finder", ""))
    return found.group(1) if found else ""
