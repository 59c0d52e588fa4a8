"""Where the pages of `home` are."""

from __future__ import annotations

from django.urls import path

from portevoix.home.views import desk, installing, learn, mail, my_data, plain, studio, today

app_name = "home"
urlpatterns = [
    path("", today.today, name="today"),
    path("learn/", learn.learn, name="learn"),
    path("more/", plain.more, name="more"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/download/", my_data.archive, name="my_data_archive"),
    path("my-data/forget/", my_data.forget, name="forget"),
    path("mail/", mail.mail, name="mail"),
    path("mail/off/", mail.mail_off, name="mail_off"),
    path("mail/stop/<str:token>/", mail.stop_mail, name="stop_mail"),
    path("forgotten/", my_data.forgotten, name="forgotten"),
    path("desk/", desk.desk, name="desk"),
    path("studio/", studio.studio, name="studio"),
    path("ui/", plain.pieces, name="pieces"),
    path("health/", plain.health, name="health"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
]
