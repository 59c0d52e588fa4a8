"""Which language a page speaks, and in which zone it tells moments: the person's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

LANGUAGE_KEY = "language"


class LanguageMiddleware:
    """Speak the signed-in person's language; a visitor's choice is kept in the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        zone = getattr(request.user, "zone", None)
        with translation.override(language), timezone.override(zone or UTC):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """The language of this request's page."""
    chosen = getattr(request.user, "language", None) or request.session.get(LANGUAGE_KEY)
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    return translation.get_language_from_request(request)
