"""Where the pages of the demonstration are."""

from __future__ import annotations

from django.urls import path

from portevoix.demo import views

app_name = "demo"
urlpatterns = [
    path("demonstration/posts/<str:post_id>/", views.post, name="post"),
]
