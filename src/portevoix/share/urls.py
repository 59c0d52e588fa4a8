"""Where the pages of `share` are."""

from __future__ import annotations

from django.urls import path

from portevoix.share.views import (
    accounts,
    composing,
    connecting,
    links,
    networks,
    shares,
    suggesting,
)

app_name = "share"
urlpatterns = [
    path("share/", shares.shares, name="shares"),
    path("share/new/<int:item_id>/", composing.compose, name="compose"),
    path("share/new/<int:item_id>/posted/", composing.declare, name="declare"),
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
    path("l/<str:code>", links.follow, name="follow"),
]
