"""Where the pages of `share` are."""

from __future__ import annotations

from django.urls import path

from portevoix.share.views import accounts, composing, links, shares

app_name = "share"
urlpatterns = [
    path("share/", shares.shares, name="shares"),
    path("share/new/<int:item_id>/", composing.compose, name="compose"),
    path("share/new/<int:item_id>/posted/", composing.declare, name="declare"),
    path("share/accounts/", accounts.accounts, name="accounts"),
    path("share/accounts/bluesky/", accounts.connect_bluesky, name="connect_bluesky"),
    path("share/accounts/mastodon/", accounts.begin_mastodon, name="begin_mastodon"),
    path("share/accounts/mastodon/back/", accounts.finish_mastodon, name="finish_mastodon"),
    path("share/accounts/<str:ref>/disconnect/", accounts.disconnect, name="disconnect"),
    path("share/<int:share_id>/", shares.share, name="share"),
    path("share/<int:share_id>/edit/", shares.edit, name="edit"),
    path("share/<int:share_id>/cancel/", shares.cancel, name="cancel"),
    path("share/<int:share_id>/answer/", shares.answer, name="answer"),
    path("l/<str:code>", links.follow, name="follow"),
]
