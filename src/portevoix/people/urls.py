"""Where the pages of `people` are."""

from __future__ import annotations

from django.urls import path

from portevoix.people.views import (
    account,
    administration,
    directory,
    door,
    importing,
    knowledge,
    persons,
)

app_name = "people"
urlpatterns = [
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-in/as/", door.enter_as, name="enter_as"),
    path("enter/<slug:uid>/<slug:token>/", door.enter, name="enter"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("language/", door.language, name="language"),
    path("password/", account.password, name="password"),
    path("expertise/", knowledge.expertise, name="expertise"),
    path("expertise/declare/", knowledge.declare, name="declare"),
    path("expertise/withdraw/", knowledge.withdraw, name="withdraw"),
    path("people/", directory.directory, name="directory"),
    path("people/<slug:ref>/", directory.person, name="person"),
    path("people/<slug:ref>/confirm/", directory.confirm, name="confirm"),
    path("people/<slug:ref>/unconfirm/", directory.unconfirm, name="unconfirm"),
    path("admin/people/", persons.people, name="admin_people"),
    path("admin/people/add/", persons.add, name="admin_add"),
    path("admin/people/import/", importing.send, name="import"),
    path("admin/people/import/<slug:ref>/", importing.draft, name="import_draft"),
    path("admin/people/import/<slug:ref>/apply/", importing.apply, name="import_apply"),
    path("admin/people/import/<slug:ref>/discard/", importing.discard, name="import_discard"),
    path("admin/people/<slug:ref>/", persons.person, name="admin_person"),
    path("admin/people/<slug:ref>/way-in/", persons.way_in, name="admin_way_in"),
    path("admin/people/<slug:ref>/move/", persons.move, name="admin_move"),
    path("admin/people/<slug:ref>/roles/give/", persons.give, name="admin_give_role"),
    path("admin/people/<slug:ref>/roles/take/", persons.take, name="admin_take_role"),
    path("admin/people/<slug:ref>/depart/", persons.depart, name="admin_depart"),
    path("admin/roles/", administration.roles, name="roles"),
    path("admin/roles/take/", administration.take, name="take_role"),
    path("admin/topics/", administration.topics, name="topics"),
    path("admin/topics/plant/", administration.plant, name="plant"),
    path("admin/topics/<slug:slug>/", administration.topic, name="topic"),
    path("admin/topics/<slug:slug>/retire/", administration.retire, name="retire"),
]
