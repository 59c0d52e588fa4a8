"""Where the pages of `measure` are."""

from __future__ import annotations

from django.urls import path

from portevoix.measure import views

app_name = "measure"
urlpatterns = [
    path("my-voice/", views.voice, name="voice"),
    path("my-voice/share/<int:share_id>/", views.share_result, name="share_result"),
    path("studio/results/", views.results, name="results"),
    path("studio/referrals/", views.funnel, name="funnel"),
    path("figures/", views.dictionary, name="dictionary"),
]
