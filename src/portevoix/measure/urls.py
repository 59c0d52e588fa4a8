"""Where the pages of `measure` are."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "measure"
urlpatterns: list[URLPattern] = []
