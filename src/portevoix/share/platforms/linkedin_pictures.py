"""Pictures for LinkedIn: announced, uploaded, then named by the post with their alt text.

Nothing here publishes: whatever fails before the post is written certainly did not appear.
"""

from typing import Any
from urllib.parse import urlsplit

from portevoix.share.platforms import answers
from portevoix.share.platforms.linkedin_calls import request_of
from portevoix.share.platforms.network import (
    AccountAccess,
    Carry,
    CertainlyNotSent,
    NotPublished,
    Picture,
    Unknown,
)
from portevoix.web.fetch import FetchRequest

LONGEST_ALT = 4_086


def uploaded(
    pictures: tuple[Picture, ...], account: AccountAccess, carry: Carry
) -> list[dict[str, str]]:
    """Upload the pictures of a post; raises what certainly was not sent, or is refused."""
    try:
        return [_uploaded(picture, account, carry) for picture in pictures]
    except Unknown as problem:
        # A picture that may be there shows nowhere without its post.
        raise CertainlyNotSent(problem.code) from problem


def _uploaded(picture: Picture, account: AccountAccess, carry: Carry) -> dict[str, str]:
    owner = {"initializeUploadRequest": {"owner": f"urn:li:person:{account.subject}"}}
    path = "/rest/images?action=initializeUpload"
    response = answers.carried(carry, request_of(account, path, owner))
    if response.status != 200:
        raise _problem_of(answers.problem_of(response))
    told = answers.told(response)
    address, urn = _address_and_urn(told)
    if not _is_linkedin(address) or not urn:
        raise Unknown("unreadable_answer")
    headers = {
        "authorization": f"Bearer {account.tokens.access.reveal()}",
        "content-type": picture.media_type,
    }
    sent = answers.carried(carry, FetchRequest(address, "PUT", headers, picture.content))
    if sent.status not in {200, 201}:
        raise _problem_of(answers.problem_of(sent))
    return {"id": urn, "altText": picture.alt[:LONGEST_ALT]}


def _problem_of(problem: NotPublished) -> NotPublished:
    return CertainlyNotSent(problem.code) if isinstance(problem, Unknown) else problem


def _address_and_urn(told: dict[str, Any]) -> tuple[str, str]:
    return answers.text_of(told, "value", "uploadUrl"), answers.text_of(told, "value", "image")


def _is_linkedin(address: str) -> bool:
    """The token goes with the picture: to no other house, whatever an answer says."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme == "https" and (host == "linkedin.com" or host.endswith(".linkedin.com"))
