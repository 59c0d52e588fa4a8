"""The studio's words to start from, beside an item."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portevoix.curate.models import Item
from portevoix.people.queries import person_of
from portevoix.share.actions.suggesting import suggest_words, take_back_words
from portevoix.share.forms import SuggestionForm
from portevoix.share.models import Suggestion
from portevoix.web.page import page


@page(audience="programme", writes=True)
def suggest(request: HttpRequest, item_id: int) -> HttpResponse:
    person = person_of(request)
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    initial = {"language": item.language[:2] or get_language()}
    form = SuggestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        suggest_words(item=item, by=person, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your colleagues see these words aside, folded."))
        return redirect("share:suggest", item.pk)
    offered = Suggestion.objects.visible_to(person).filter(item=item).order_by("created_at", "pk")
    context = {"item": item, "form": form, "offered": offered, "nav": "review"}
    return render(request, "share/suggest.html", context, status=422 if form.errors else 200)


@page(audience="programme", writes=True, reads=False)
def take_back(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    person = person_of(request)
    suggestion = get_object_or_404(Suggestion.objects.visible_to(person), pk=suggestion_id)
    take_back_words(suggestion=suggestion, by=person, at=timezone.now())
    messages.success(request, _("These words are offered no longer."))
    return redirect("share:suggest", suggestion.item_id)
