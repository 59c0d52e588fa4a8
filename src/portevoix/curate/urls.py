"""Where the pages of `curate` are."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "curate"
urlpatterns: list[URLPattern] = []
