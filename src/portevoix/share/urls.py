"""Where the pages of `share` are."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "share"
urlpatterns: list[URLPattern] = []
