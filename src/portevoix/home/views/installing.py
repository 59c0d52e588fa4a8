"""Installing Portevoix on a phone: its manifest, by which it also stands in the share menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portevoix.people.queries import organisation
from portevoix.web.page import page

# The light paper of `tokens.css`; the head of each page says the dark one too.
PAPER = "#fbf7f0"
# W3C, Web Application Manifest; Web Share Target.
MEDIA_TYPE = "application/manifest+json"


@page(audience="public")
def manifest(request: HttpRequest) -> JsonResponse:
    house = organisation()
    language = house.language if house else "en"
    # One application for all who work here, in the language of the house.
    with override(language):
        spelt = _manifest(house.name if house else "Portevoix", language)
    return JsonResponse(spelt, content_type=MEDIA_TYPE)


def _manifest(name: str, language: str) -> dict[str, Any]:
    propose = reverse("curate:propose")
    return {
        "id": "/",
        "name": f"Portevoix · {name}" if name != "Portevoix" else name,
        "short_name": "Portevoix",
        "description": _("The watch on your own field, and your own voice."),
        "lang": language,
        "dir": "ltr",
        "start_url": reverse("home:today"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["news", "productivity"],
        "icons": [
            _icon("icon-192.png", "192x192"),
            _icon("icon-512.png", "512x512"),
            _icon("icon-maskable-512.png", "512x512", purpose="maskable"),
        ],
        "shortcuts": [{"name": _("Propose an article"), "url": propose}],
        "share_target": {
            "action": propose,
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }


def _icon(name: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    source = static(f"portevoix/{name}")
    return {"src": source, "sizes": sizes, "type": "image/png", "purpose": purpose}
