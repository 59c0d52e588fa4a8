"""The same route as an ordinary Django view: one row a click, committed before the answer."""

import uuid

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone

from portevoix.share.engines.robots import is_listed
from portevoix.share.models import Click, Link


def follow(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """Look the link up, keep the click, lead on."""
    link = get_object_or_404(Link, code=code, disabled_at=None)
    is_robot = is_listed(request.headers.get("user-agent", ""))
    Click.objects.create(
        hit_id=uuid.uuid4(),
        link=link,
        at=timezone.now(),
        verdict=Click.Verdict.ROBOT if is_robot else Click.Verdict.HUMAN,
    )
    return HttpResponseRedirect(link.target_url)


urlpatterns = [path("l/<str:code>", follow)]
