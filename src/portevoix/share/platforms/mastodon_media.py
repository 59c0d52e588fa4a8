"""Pictures on Mastodon: sent before the post that shows them, and waited for while they are read.

`POST /api/v2/media` answers 200, or 202 while the server still works on the picture; then
`GET /api/v1/media/:id` answers 206 until it is ready. None of this publishes anything: a picture
that no post shows is thrown away by its server.
"""

import time
from urllib.parse import quote

from portevoix.share.platforms import answers
from portevoix.share.platforms.network import (
    AccountAccess,
    Carry,
    CertainlyNotSent,
    Picture,
    Refused,
)
from portevoix.web.fetch import FetchFailed, FetchResponse, written_request

# Seconds between two looks, for all pictures of a post together: less than a worker's lease.
WAITS = (0.5, 1.0, 2.0, 4.0)


def upload(pictures: tuple[Picture, ...], account: AccountAccess, carry: Carry) -> list[str]:
    """Send pictures with what they show and wait until all are ready; returns their ids in order.

    Raises CertainlyNotSent or Refused: whatever fails here published nothing.
    """
    sent = [_sent(picture, number, account, carry) for number, picture in enumerate(pictures, 1)]
    waiting, waits = [media_id for media_id, is_ready in sent if not is_ready], iter(WAITS)
    while waiting:
        wait = next(waits, None)
        if wait is None:
            raise CertainlyNotSent("upload_processing")
        time.sleep(wait)
        while waiting and _is_ready(waiting[0], account, carry):
            waiting.pop(0)
    return [media_id for media_id, _ in sent]


def _sent(picture: Picture, number: int, account: AccountAccess, carry: Carry) -> tuple[str, bool]:
    ending = picture.media_type.removeprefix("image/")
    request = written_request(
        "POST",
        f"{account.host}/api/v2/media",
        headers=_headers(account),
        files={"file": (f"picture-{number}.{ending}", picture.content, picture.media_type)},
        data={"description": picture.alt} if picture.alt else {},
    )
    response = answers.uploaded(carry, request)
    if response.status not in {200, 201, 202}:
        raise answers.problem_of_upload(answers.problem_of(response))
    media = answers.told(response)
    media_id = answers.text_of(media, "id")
    if not media_id:
        raise CertainlyNotSent("upload_unreadable_answer")
    # Some servers answer 202 and are ready all the same: they give the address at once.
    return media_id, response.status != 202 or bool(answers.text_of(media, "url"))


def _is_ready(media_id: str, account: AccountAccess, carry: Carry) -> bool:
    url = f"{account.host}/api/v1/media/{quote(media_id, safe='')}"
    try:
        response: FetchResponse = carry(written_request("GET", url, headers=_headers(account)))
    except FetchFailed:
        return False
    if response.status == 422:
        # The server could not read it: the same picture would fail again.
        raise Refused("refused", answers.detail_of(response))
    return response.status == 200


def _headers(account: AccountAccess) -> dict[str, str]:
    token = account.tokens.access.reveal()
    return {"accept": "application/json", "authorization": f"Bearer {token}"}
