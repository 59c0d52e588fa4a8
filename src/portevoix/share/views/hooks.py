"""Where recruiting systems call: verified before anything is read, taken once, refused in words."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from portevoix.share.actions.intake import note_problem, take_call
from portevoix.share.models import IntakeDoor
from portevoix.share.queries.intake import door_of_key, hook_door, secret_of
from portevoix.share.rules.referrals import Told
from portevoix.share.sources.registry import BY_KEY
from portevoix.share.sources.system import Forged, Refused, Sent, Stale
from portevoix.share.sources.told import steps_of
from portevoix.web.page import page

HANDSHAKE = "x-hook-secret"
LONGEST_HANDSHAKE = 200
# Programs read these, in one language, like the names of the fields.
SENTENCES = {
    "forged": "The signature does not belong to what was sent.",
    "unsigned": "Nothing here is signed as this system signs.",
    "stale": "This was signed more than two days ago, or by a clock that is ahead.",
    "not_json": "The body is not JSON.",
    "not_an_object": "An object is expected there.",
    "no_reference": "The reference of the application is missing there.",
    "no_steps": "A list of steps is expected there.",
    "too_many_steps": "More steps than one call may hold.",
    "unknown_step": "A step is one of: application, interview, hire, closed.",
    "not_a_moment": "A moment is written in ISO 8601.",
    "not_a_code": "A code has twelve signs.",
    "no_key": "Send your key as: Authorization: Bearer pv_...",
}


# No cookie gives any right here, so none can be abused from another site.
@csrf_exempt
@page(audience="public", writes=True, reads=False, calls_out=True)
def hook(request: HttpRequest, ref: str) -> HttpResponse:
    at = timezone.now()
    door = hook_door(ref, at)
    if door is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    system, sent = BY_KEY[door.system], _sent(request)
    if system.key == "smartrecruiters" and HANDSHAKE in sent.headers:
        return _shaken(sent.headers[HANDSHAKE])
    try:
        system.verify(sent, secret_of(door), at)
        told = system.read(sent)
    except Refused as refused:
        return _noted(door, refused)
    return _taken(door, sent, told)


@csrf_exempt
@page(audience="public", writes=True, reads=False, calls_out=True)
def steps(request: HttpRequest) -> HttpResponse:
    scheme, _space, key = request.headers.get("authorization", "").partition(" ")
    door = door_of_key(key.strip(), timezone.now()) if scheme.lower() == "bearer" else None
    if door is None:
        answer = _said("no_key", "", HTTPStatus.UNAUTHORIZED)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    sent = _sent(request)
    try:
        told = steps_of(sent)
    except Refused as refused:
        return _noted(door, refused)
    return _taken(door, sent, told)


def _sent(request: HttpRequest) -> Sent:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Sent(headers, request.body)


def _taken(door: IntakeDoor, sent: Sent, told: tuple[Told, ...]) -> HttpResponse:
    kept = take_call(door=door, content=sent.body, told=told, at=timezone.now())
    return JsonResponse({"new": kept.new, "known": kept.known})


def _noted(door: IntakeDoor, refused: Refused) -> HttpResponse:
    """Refused, so that it is sent again once it is mended; counted, so that HR sees it."""
    note_problem(door=door, reason=refused.reason, detail=refused.detail, at=timezone.now())
    is_unproven = isinstance(refused, Forged | Stale)
    status = HTTPStatus.UNAUTHORIZED if is_unproven else HTTPStatus.UNPROCESSABLE_ENTITY
    return _said(refused.reason, refused.detail, status)


def _said(reason: str, where: str, status: HTTPStatus) -> HttpResponse:
    said = {"reason": reason, "where": where, "sentence": SENTENCES[reason]}
    return JsonResponse(said, status=status)


def _shaken(secret: str) -> HttpResponse:
    if len(secret) > LONGEST_HANDSHAKE or not secret.isascii() or not secret.isprintable():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return HttpResponse(headers={"X-Hook-Secret": secret})
