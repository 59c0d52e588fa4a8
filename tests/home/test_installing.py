from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from portevoix.people.models import Organisation

MANIFEST = "/manifest.webmanifest"


def spelt(client: Client) -> Any:
    response = client.get(MANIFEST)
    assert response.headers["Content-Type"] == "application/manifest+json"
    return response.json()


def test_the_application_bears_the_name_and_the_language_of_the_house(
    client: Client, organisation: Organisation
) -> None:
    organisation.language = "fr"
    organisation.save()
    said = spelt(client)
    assert (said["name"], said["lang"]) == ("Portevoix · Atelier Nord", "fr")
    assert (said["start_url"], said["scope"], said["display"]) == ("/", "/", "standalone")


@pytest.mark.django_db
def test_there_is_an_application_before_there_is_a_house(client: Client) -> None:
    assert spelt(client)["name"] == "Portevoix"


def test_what_is_shared_from_a_phone_arrives_on_the_page_that_proposes(
    as_ines: Client, client: Client
) -> None:
    target = spelt(client)["share_target"]
    assert target["method"] == "GET"
    params = target["params"]
    # Android says the address among the words.
    shared = {params["title"]: "Looms", params["text"]: "https://news.example/looms"}
    page = as_ines.get(target["action"], shared).content.decode()
    assert 'value="https://news.example/looms"' in page


def test_a_visitor_who_shares_is_led_through_the_door_and_on(client: Client) -> None:
    response = client.get("/propose/", {"text": "https://news.example/looms"})
    assert response.status_code == 302
    assert "text%3Dhttps" in response.headers["Location"]


def test_every_icon_is_there_in_the_size_it_says(
    client: Client, organisation: Organisation
) -> None:
    icons = spelt(client)["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert isinstance(path, str)
        with Path(path).open("rb") as file:
            start = file.read(24)
        assert start[:8] == b"\x89PNG\r\n\x1a\n"
        assert "x".join(map(str, struct.unpack(">II", start[16:24]))) == icon["sizes"]


def test_every_page_names_the_application(client: Client, organisation: Organisation) -> None:
    page = client.get("/sign-in/").content.decode()
    assert f'<link rel="manifest" href="{MANIFEST}">' in page
    assert page.count('name="theme-color"') == 2
