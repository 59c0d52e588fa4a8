"""Where the pages of `share` are."""

from __future__ import annotations

from django.urls import path

from portevoix.share.views import (
    accounts,
    asks,
    campaigns,
    composing,
    invited,
    kits,
    links,
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
    path("campaigns/", invited.campaigns, name="campaigns"),
    path("campaigns/visuals/<int:visual_id>/", invited.visual, name="visual"),
    path("campaigns/<slug:slug>/", invited.campaign, name="campaign"),
    path("asks/", asks.asks, name="asks"),
    path("asks/never/", asks.stop, name="never_ask"),
    path("asks/again/", asks.allow, name="ask_again"),
    path("asks/<int:ask_id>/answer/", invited.answer, name="answer_ask"),
    path("asks/stop/<str:token>/", asks.stop_mail, name="stop_asks"),
    path("studio/campaigns/", campaigns.campaign_list, name="campaign_list"),
    path("studio/campaigns/prepare/", campaigns.prepare, name="prepare_campaign"),
    path("studio/campaigns/<slug:slug>/", campaigns.campaign_studio, name="campaign_studio"),
    path("studio/campaigns/<slug:slug>/change/", campaigns.change, name="change_campaign"),
    path("studio/campaigns/<slug:slug>/target/", campaigns.target, name="campaign_target"),
    path("studio/campaigns/<slug:slug>/about/", campaigns.about, name="campaign_about"),
    path("studio/campaigns/<slug:slug>/act/", campaigns.act, name="campaign_act"),
    path("studio/campaigns/<slug:slug>/recall/", campaigns.recall, name="recall_campaign"),
    path("studio/campaigns/<slug:slug>/kit/<str:language>/", kits.kit, name="kit"),
    path("studio/campaigns/<slug:slug>/kit/<str:language>/text/", kits.add_text, name="kit_text"),
    path(
        "studio/campaigns/<slug:slug>/kit/<str:language>/visual/",
        kits.add_picture,
        name="kit_visual",
    ),
    path(
        "studio/campaigns/<slug:slug>/kit/<str:language>/moment/", kits.add_day, name="kit_moment"
    ),
    path("studio/kit-pieces/<str:kind>/<int:piece_id>/drop/", kits.drop, name="drop_piece"),
    path("l/<str:code>", links.follow, name="follow"),
]
