"""Where the pages of `share` are."""

from __future__ import annotations

from django.urls import path

from portevoix.share.views import accounts, calendar, composing, links, shares, suggesting

app_name = "share"
urlpatterns = [
    path("share/", shares.shares, name="shares"),
    path("share/calendar/", calendar.calendar, name="calendar"),
    path("share/calendar/hours/", calendar.hours, name="hours"),
    path("share/<int:share_id>/move/", calendar.move, name="move"),
    path("share/new/<int:item_id>/", composing.compose, name="compose"),
    path("share/new/<int:item_id>/posted/", composing.declare, name="declare"),
    path("share/accounts/", accounts.accounts, name="accounts"),
    path("share/accounts/bluesky/", accounts.connect_bluesky, name="connect_bluesky"),
    path("share/accounts/mastodon/", accounts.begin_mastodon, name="begin_mastodon"),
    path("share/accounts/mastodon/go/", accounts.leave_for_mastodon, name="leave_for_mastodon"),
    path("share/accounts/mastodon/back/", accounts.finish_mastodon, name="finish_mastodon"),
    path("share/accounts/<str:ref>/disconnect/", accounts.disconnect, name="disconnect"),
    path("share/<int:share_id>/", shares.share, name="share"),
    path("share/<int:share_id>/edit/", shares.edit, name="edit"),
    path("share/<int:share_id>/cancel/", shares.cancel, name="cancel"),
    path("share/<int:share_id>/answer/", shares.answer, name="answer"),
    path("share/<int:share_id>/switch-off/", shares.switch_off, name="switch_off"),
    path("studio/items/<int:item_id>/suggest/", suggesting.suggest, name="suggest"),
    path(
        "studio/suggestions/<int:suggestion_id>/take-back/",
        suggesting.take_back,
        name="take_back",
    ),
    path("l/<str:code>", links.follow, name="follow"),
]
