"""Where the pages of `govern` are."""

from __future__ import annotations

from django.urls import path

from portevoix.govern.views import charter, choices, confidential, freezing, register, safeguards

app_name = "govern"
urlpatterns = [
    path("charter/", charter.charter, name="charter"),
    path("charter/sign/", charter.sign, name="sign"),
    path("consent/", choices.switch, name="switch"),
    path("desk/purposes/", register.register, name="register"),
    path("desk/purposes/<slug:key>/", register.purpose, name="purpose"),
    path("desk/safeguards/", safeguards.safeguards, name="safeguards"),
    path("desk/confidential/", confidential.confidential, name="confidential"),
    path(
        "desk/confidential/<int:phrase_id>/let-go/", confidential.let_go, name="let_go_confidential"
    ),
    path("freeze/", freezing.freeze, name="freeze"),
    path("desk/charter/", charter.publish, name="publish_charter"),
    path("desk/charter/<int:number>/", charter.version, name="charter_version"),
]
