"""Where everything is."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("portevoix.home.urls")),
    path("", include("portevoix.people.urls")),
    path("", include("portevoix.govern.urls")),
    path("", include("portevoix.curate.urls")),
    path("", include("portevoix.share.urls")),
    path("", include("portevoix.measure.urls")),
    path("", include("portevoix.demo.urls")),
]
