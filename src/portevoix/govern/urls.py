"""Where the pages of `govern` are."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "govern"
urlpatterns: list[URLPattern] = []
