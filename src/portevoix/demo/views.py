from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portevoix.people.queries import is_demo, person_of
from portevoix.share.models import Share
from portevoix.share.platforms import demonstration
from portevoix.web.page import page


@page(audience="employee")
def post(request: HttpRequest, post_id: str) -> HttpResponse:
    if not is_demo():
        raise Http404
    own = Share.objects.visible_to(person_of(request)).published().select_related("link", "account")
    path = demonstration.post_path(post_id)
    share = get_object_or_404(own.exclude(external_url=""), external_url=path)
    context = {
        "share": share,
        "link": reverse("share:follow", args=[share.link.code]),
        "handle": share.account.handle if share.account else "",
        "nav": "share",
    }
    return render(request, "demo/post.html", context)
