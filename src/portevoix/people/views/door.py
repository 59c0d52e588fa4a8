"""Coming in and going out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portevoix.lib.refusals import Refusal
from portevoix.people.actions import sign_in as signing_in
from portevoix.people.actions.passwords import PasswordTooWeak
from portevoix.people.actions.persons import LanguageUnknown, choose_language
from portevoix.people.actions.way_in import (
    WayIn,
    WayInClosed,
    choose_first_password,
    holder_of,
)
from portevoix.people.forms import FirstPasswordForm, SignInForm
from portevoix.people.models import Person
from portevoix.people.models.language import Language
from portevoix.people.queries import cast_of_demo, person_of
from portevoix.web.language import LANGUAGE_KEY
from portevoix.web.page import page
from portevoix.web.visitor import visitor_address

BACKEND = "django.contrib.auth.backends.ModelBackend"


@page(audience="public", writes=True)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect(_next_of(request, person_of(request)))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt = signing_in.Try(
            form.cleaned_data["email"], form.cleaned_data["password"], visitor_address(request)
        )
        try:
            return _come_in(request, signing_in.check_in(attempt, at=timezone.now()))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _door(request, form)


@page(audience="public", writes=True, reads=False)
def enter_as(request: HttpRequest) -> HttpResponseBase:
    return _come_in(request, signing_in.enter_as(ref=request.POST.get("person", "")))


# Kept by no cache: whoever reads this address before it is used may use it.
@page(audience="public", writes=True)
@never_cache
def enter(request: HttpRequest, uid: str, token: str) -> HttpResponseBase:
    way, at = WayIn(uid, token), timezone.now()
    try:
        person = holder_of(way, at=at)
    except WayInClosed as refusal:
        return render(request, "people/way_closed.html", {"refusal": refusal}, status=410)
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = choose_first_password(way=way, new=form.cleaned_data["new"], at=at)
        except PasswordTooWeak as refusal:
            form.add_error("new", str(refusal))
        else:
            login(request, chosen, backend=BACKEND)
            messages.success(request, _("Your password is chosen, and you are in."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/enter.html", {"form": form, "person": person})


@page(audience="public", writes=True, reads=False)
def sign_out(request: HttpRequest) -> HttpResponseBase:
    logout(request)
    return redirect(settings.LOGIN_URL)


@page(audience="public", writes=True, reads=False)
def language(request: HttpRequest) -> HttpResponseBase:
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated:
        choose_language(language=chosen, by=person_of(request), at=timezone.now())
    elif chosen not in Language.values:
        raise LanguageUnknown
    request.session[LANGUAGE_KEY] = chosen
    return redirect(_same_host(request.POST.get("next", "")) or "/")


def _come_in(request: HttpRequest, person: Person) -> HttpResponseBase:
    login(request, person, backend=BACKEND)
    return redirect(_next_of(request, person))


def _door(request: HttpRequest, form: SignInForm) -> HttpResponse:
    wanted = _same_host(request.POST.get("next") or request.GET.get("next", ""))
    context = {"form": form, "next": wanted, "cast": cast_of_demo()}
    return render(request, "people/sign_in.html", context)


def _next_of(request: HttpRequest, person: Person) -> str:
    if not person.is_present:
        # Most places are shut to her: the front page leads her to her own.
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return _same_host(wanted) or settings.LOGIN_REDIRECT_URL


def _same_host(url: str) -> str:
    is_path = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_path else ""
