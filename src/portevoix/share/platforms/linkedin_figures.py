"""What LinkedIn tells of a post: for a vetted application its author's own statistics, else less.

One metric is one call. LinkedIn's terms keep these figures on the page of the member they are
about: they are marked so, and never leave it.
"""

from urllib.parse import quote

from portevoix.share.platforms import answers
from portevoix.share.platforms.linkedin_calls import request_of
from portevoix.share.platforms.linkedin_sign_on import READS_FIGURES
from portevoix.share.platforms.network import AccountAccess, Carry, Reception, Unreadable

# Our name of a figure, and LinkedIn's; the first is asked first: if it fails, the rest would too.
METRICS = {
    "impressions": "IMPRESSION",
    "reached": "MEMBERS_REACHED",
    "likes": "REACTION",
    "comments": "COMMENT",
    "reshares": "RESHARE",
    "saves": "POST_SAVE",
    "sends": "POST_SEND",
}


def read_back(urn: str, account: AccountAccess, carry: Carry) -> Reception:
    """Read what this member's permissions let us read; refuses with Unreadable."""
    if READS_FIGURES in account.scopes.split():
        return _statistics(urn, account, carry)
    path = f"/v2/socialActions/{quote(urn, safe='')}"
    counts = answers.read(carry, request_of(account, path))
    return Reception(
        likes=answers.count_of(counts, "likesSummary", "totalLikes"),
        comments=answers.count_of(counts, "commentsSummary", "aggregatedTotalComments"),
        is_exportable=False,
    )


def _statistics(urn: str, account: AccountAccess, carry: Carry) -> Reception:
    counts: dict[str, int | None] = {}
    for name, metric in METRICS.items():
        try:
            counts[name] = _count(urn, metric, account, carry)
        except Unreadable:
            if not counts:
                raise
            # The day's allowance ends in the middle: what was told is kept, the rest is not known.
            break
    return Reception(**counts, is_exportable=False)


def _count(urn: str, metric: str, account: AccountAccess, carry: Carry) -> int | None:
    kind = urn.split(":")[2] if urn.count(":") == 3 else "share"
    entity = f"({'ugc' if kind == 'ugcPost' else 'share'}:{quote(urn, safe='')})"
    asked = f"q=entity&entity={entity}&queryType={metric}&aggregation=TOTAL"
    content = answers.read(carry, request_of(account, f"/rest/memberCreatorPostAnalytics?{asked}"))
    elements = content.get("elements") if isinstance(content, dict) else None
    if not isinstance(elements, list):
        raise Unreadable("no elements")
    # An empty list is "not told", which is not zero.
    return answers.count_of(elements[0], "count") if elements else None
