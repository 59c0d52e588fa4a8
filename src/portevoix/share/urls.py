"""Where the pages of `share` are."""

from __future__ import annotations

from django.urls import path

from portevoix.share.views import (
    accounts,
    composing,
    doors,
    hooks,
    links,
    recruiting,
    referrals,
    shares,
    suggesting,
)

app_name = "share"
urlpatterns = [
    path("share/", shares.shares, name="shares"),
    path("share/new/<int:item_id>/", composing.compose, name="compose"),
    path("share/new/<int:item_id>/posted/", composing.declare, name="declare"),
    path("share/accounts/", accounts.accounts, name="accounts"),
    path("share/accounts/bluesky/", accounts.connect_bluesky, name="connect_bluesky"),
    path("share/accounts/mastodon/", accounts.begin_mastodon, name="begin_mastodon"),
    path("share/accounts/mastodon/go/", accounts.leave_for_mastodon, name="leave_for_mastodon"),
    path("share/accounts/mastodon/back/", accounts.finish_mastodon, name="finish_mastodon"),
    path("share/accounts/<str:ref>/disconnect/", accounts.disconnect, name="disconnect"),
    path("share/openings/<int:item_id>/", referrals.opening, name="opening"),
    path("share/referrals/", referrals.referrals, name="referrals"),
    path("share/referrals/<str:ref>/bonus/", referrals.answer_bonus, name="answer_bonus"),
    path("desk/referrals/", recruiting.bonuses, name="bonuses"),
    path("desk/referrals/promises/<int:promise_id>/end/", recruiting.end, name="end_promise"),
    path("desk/referrals/bonus/<str:ref>/", recruiting.settle, name="settle_bonus"),
    path("desk/referrals/ways-in/", doors.doors, name="doors"),
    path("desk/referrals/ways-in/<str:ref>/close/", doors.close, name="close_door"),
    path("desk/referrals/problems/<int:problem_id>/", doors.look_into, name="look_into"),
    path("desk/referrals/files/", doors.step_file, name="step_file"),
    path("desk/referrals/codes/", doors.attach, name="attach"),
    path("desk/referrals/files/<str:ref>/", doors.step_draft, name="step_draft"),
    path("desk/referrals/files/<str:ref>/apply/", doors.apply_file, name="apply_file"),
    path("intake/steps/", hooks.steps, name="intake_steps"),
    path("intake/hooks/<str:ref>/", hooks.hook, name="intake_hook"),
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
