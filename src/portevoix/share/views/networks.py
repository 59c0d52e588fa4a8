"""The networks of the house: which are there, which the house registered, what ends soon."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.lib.refusals import Refusal
from portevoix.lib.sealing import Secret
from portevoix.people.queries import person_of
from portevoix.share.actions.configuring import Registration, register_house_app, withdraw_house_app
from portevoix.share.forms import HouseAppForm
from portevoix.share.platforms import registry
from portevoix.share.queries.accounts import houses_app
from portevoix.share.queries.networks import Known, alarm_of, known_networks, with_application
from portevoix.web.administration import tabs
from portevoix.web.page import page


@page(audience="administrator")
def networks(request: HttpRequest) -> HttpResponse:
    on = timezone.now().date()
    context = {
        "tabs": tabs("networks"),
        "networks": [_row(one) for one in known_networks()],
        "alarm": alarm_of(settings.LINKEDIN_VERSION, on),
        "version": settings.LINKEDIN_VERSION,
    }
    return render(request, "share/networks.html", context)


@page(audience="administrator", writes=True)
def network(request: HttpRequest, network: str) -> HttpResponse:
    chosen = with_application(network)
    if chosen is None:
        raise Http404
    row = houses_app(chosen)
    given = [key for key in chosen.products if row and _grants(chosen, row.scopes, key)]
    form = HouseAppForm(
        request.POST or None,
        network=chosen,
        is_kept=row is not None,
        initial={"client_id": row.client_id if row else "", "products": given},
    )
    if request.method == "POST" and form.is_valid() and _registered(request, network, form):
        messages.success(request, _("Registered: whoever wants to can now connect an account."))
        return redirect("share:networks")
    context = {
        "tabs": tabs("networks"),
        "network": registry.of(network),
        "row": row,
        "form": form,
        "redirect_uri": _redirect_uri(network),
        "permissions": chosen.scopes_for(frozenset(given)).split(),
    }
    return render(request, "share/network.html", context, status=422 if form.errors else 200)


@page(audience="administrator", writes=True, reads=False)
def withdraw(request: HttpRequest, network: str) -> HttpResponse:
    withdraw_house_app(network_key=network, by=person_of(request), at=timezone.now())
    said = _("Withdrawn here. Delete the application at the network too: that ends every token.")
    messages.success(request, said)
    return redirect("share:networks")


def _registered(request: HttpRequest, network: str, form: HouseAppForm) -> bool:
    cleaned = form.cleaned_data
    registration = Registration(
        cleaned["client_id"].strip(),
        Secret(cleaned["client_secret"].strip()),
        _redirect_uri(network),
        frozenset(cleaned.get("products", ())),
        cleaned.get("accepts_price", False),
    )
    try:
        register_house_app(
            network_key=network, registration=registration, by=person_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _redirect_uri(network: str) -> str:
    return settings.PUBLIC_URL + reverse("share:finish", args=[network])


def _grants(network: Any, scopes: str, product: str) -> bool:
    return set(network.scopes_for(frozenset({product})).split()) <= set(scopes.split())


def _row(one: Known) -> dict[str, object]:
    return {
        "key": one.network.key,
        "name": one.network.name,
        "modes": one.modes,
        "origin": one.origin,
        "app": one.app,
        "needs_app": one.needs_app,
    }
