"""Pictures for X: sent, then described; the post names them.

Nothing here publishes: whatever fails before the post is written certainly did not appear.
"""

import base64

from portevoix.share.platforms import answers
from portevoix.share.platforms.network import (
    AccountAccess,
    Carry,
    CertainlyNotSent,
    Picture,
    Unknown,
)
from portevoix.web.fetch import FetchResponse

LONGEST_ALT = 1_000


def uploaded(pictures: tuple[Picture, ...], account: AccountAccess, carry: Carry) -> list[str]:
    """Upload the pictures of a post; raises what certainly was not sent, or is refused."""
    try:
        return [_uploaded(picture, account, carry) for picture in pictures]
    except Unknown as problem:
        # A picture that may be there shows nowhere without its post.
        raise CertainlyNotSent(problem.code) from problem


def _uploaded(picture: Picture, account: AccountAccess, carry: Carry) -> str:
    content = {
        "media": base64.b64encode(picture.content).decode(),
        "media_category": "tweet_image",
        "media_type": picture.media_type,
    }
    number = answers.text_of(answers.told(_sent("upload", content, account, carry)), "data", "id")
    if not number:
        raise Unknown("unreadable_answer")
    if picture.alt:
        described = {"alt_text": {"text": picture.alt[:LONGEST_ALT]}}
        _sent("metadata", {"id": number, "metadata": described}, account, carry)
    return number


def _sent(what: str, content: object, account: AccountAccess, carry: Carry) -> FetchResponse:
    url = f"{account.host}/2/media/{what}"
    request = answers.json_request("POST", url, content, token=account.tokens.access)
    response = answers.carried(carry, request)
    if response.status not in {200, 201}:
        raise answers.problem_of(response)
    return response
