"""Where the pages of `share` are."""

from __future__ import annotations

from django.urls import path

from portevoix.share.views import (
    accounts,
    asks,
    calendar,
    campaigns,
    composing,
    connecting,
    drafting,
    invited,
    kits,
    links,
    networks,
    shares,
    suggesting,
)

app_name = "share"
urlpatterns = [
    path("share/", shares.shares, name="shares"),
    path("share/calendar/", calendar.calendar, name="calendar"),
    path("share/calendar/hours/", calendar.hours, name="hours"),
    path("share/<int:share_id>/move/", calendar.move, name="move"),
    path("share/new/<int:item_id>/", composing.compose, name="compose"),
    path("share/new/<int:item_id>/posted/", composing.declare, name="declare"),
    path("share/new/<int:item_id>/draft/", drafting.keep, name="draft"),
    path("share/new/<int:item_id>/discard/", drafting.discard, name="discard"),
    path("share/pictures/<int:picture_id>/", drafting.picture, name="picture"),
    path("share/accounts/", accounts.accounts, name="accounts"),
    path("share/client.json", connecting.client_document, name="client_document"),
    path("share/accounts/<slug:network>/", connecting.connect, name="connect"),
    path("share/accounts/<slug:network>/sign-in/", connecting.sign_in, name="sign_in"),
    path("share/accounts/<slug:network>/go/", connecting.leave, name="leave"),
    path("share/accounts/<slug:network>/back/", connecting.finish, name="finish"),
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
    path("admin/networks/", networks.networks, name="networks"),
    path("admin/networks/<slug:network>/", networks.network, name="network"),
    path("admin/networks/<slug:network>/withdraw/", networks.withdraw, name="withdraw_network"),
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
