import json
import re
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portevoix.curate.sources.feeds import parse_postings
from portevoix.curate.sources.page_reading import read_page, read_postings
from portevoix.curate.sources.parsed import FeedLimits, FeedProblem, feed_as_json, feed_from_json

URL = "https://atelier.example/jobs/keeper"
KEEPER = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Keeper",
    "description": "<p>Keep the lamps lit.</p><script>alert(1)</script>",
    "datePosted": "2026-09-01",
    "validThrough": "2026-12-01",
    "employmentType": ["FULL_TIME", "INTERN"],
    "hiringOrganization": {"@type": "Organization", "name": "Atelier"},
    "identifier": {"@type": "PropertyValue", "name": "Atelier", "value": 71},
    "jobLocation": {
        "@type": "Place",
        "address": {"addressLocality": "Brest", "addressCountry": {"name": "France"}},
    },
    "jobLocationType": "TELECOMMUTE",
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"minValue": 30000.0, "maxValue": "40000", "unitText": "YEAR"},
    },
}


def page_with(*scripts, body=""):
    linked = "".join(f'<script type="application/ld+json">{one}</script>' for one in scripts)
    return f"<!doctype html><html lang=fr><title>Jobs</title>{linked}<body>{body}".encode()


def read(*scripts, body=""):
    return read_postings(page_with(*scripts, body=body), "text/html", URL, FeedLimits()).entries


def said(**changes):
    return spelt(KEEPER | changes)


def spelt(posting):
    # A script ends where its own text says so.
    return json.dumps(posting).replace("</", "<\\/")


def test_an_opening_says_the_work_the_place_and_the_pay():
    [entry] = read(said())
    assert (entry.title, entry.summary) == ("Keeper", "Keep the lamps lit.")
    assert (entry.guid, entry.url) == ("Atelier 71", URL)
    facts = entry.opening
    assert (facts.employer, facts.place, facts.country) == ("Atelier", "Brest", "France")
    assert facts.is_remote is True
    assert facts.contract == "FULL_TIME, INTERN"
    assert facts.salary == "30000–40000 EUR / year"
    assert facts.reference == "71"


def test_an_opening_is_open_until_the_end_of_its_last_day():
    [entry] = read(said())
    assert entry.opening.valid_through.isoformat() == "2026-12-01T23:59:59+00:00"
    [entry] = read(said(validThrough="2026-12-01T12:00:00+01:00"))
    assert entry.opening.valid_through.isoformat() == "2026-12-01T11:00:00+00:00"
    [entry] = read(said(validThrough="soon"))
    assert entry.opening.valid_through is None


@pytest.mark.parametrize(
    "wrapped",
    [
        "[{}]",
        '{{"@graph": [{{"@type": "WebPage"}}, {}]}}',
        '{{"@type": "ItemPage", "mainEntity": {}}}',
        '{{"@type": "ItemList", "itemListElement": [{{"@type": "ListItem", "item": {}}}]}}',
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "{};",
    ],
)
def test_an_opening_is_found_wherever_its_page_puts_it(wrapped):
    [entry] = read(wrapped.format(said()))
    assert entry.title == "Keeper"


def test_a_broken_script_is_mended_where_real_pages_break_it():
    raw = said(description="One line").replace("One line", "One line\nand\tanother")
    assert read(raw)[0].summary == "One line and another"
    assert read(said().removesuffix("}") + ",}")[0].title == "Keeper"
    assert len(read("{broken", said())) == 1


def test_several_openings_of_a_page_are_several_entries():
    second = {"@type": ["JobPosting"], "title": "Diver"}
    third = {"@type": "https://schema.org/JobPosting", "title": "Diver", "jobLocation": "Nantes"}
    entries = read(said(), json.dumps([second, third]))
    assert [entry.title for entry in entries] == ["Keeper", "Diver", "Diver"]
    assert len({entry.guid for entry in entries}) == 3
    assert entries[2].opening.place == "Nantes"


def test_an_opening_alone_on_its_page_is_named_by_the_page():
    nameless = {name: value for name, value in KEEPER.items() if name != "identifier"}
    assert read(spelt(nameless))[0].guid == URL
    assert read(spelt(nameless | {"title": "Keeper, again"}))[0].guid == URL


def test_openings_without_a_name_and_pages_without_openings_are_refused():
    for body in (page_with(json.dumps({"@type": "JobPosting"})), page_with(), page_with("[]")):
        with pytest.raises(FeedProblem, match="no_entries"):
            read_postings(body, "text/html", URL, FeedLimits())


def test_the_card_of_a_page_about_one_opening_carries_it():
    card = read_page(page_with(said()), "text/html", URL)
    assert (card.kind, card.opening.place) == ("opening", "Brest")
    two = page_with(said(), said(identifier="72", title="Diver"))
    card = read_page(two, "text/html", URL)
    assert (card.kind, card.opening) == ("page", None)


def test_an_opening_crosses_between_processes_whole_and_bounded(parsers):
    feed = read_postings(page_with(said()), "text/html", URL, FeedLimits())
    crossing = json.loads(json.dumps(feed_as_json(feed)))
    assert feed_from_json(crossing, FeedLimits()) == feed
    assert parse_postings(page_with(said()), "text/html", URL) == feed
    crossing["entries"][0]["opening"] |= {"place": "x" * 9_000, "is_remote": "yes", "salary": ["1"]}
    facts = feed_from_json(crossing, FeedLimits()).entries[0].opening
    assert len(facts.place) == 200
    assert facts.is_remote is None
    assert facts.salary == ""
    crossing["entries"][0]["opening"] = "captured"
    assert feed_from_json(crossing, FeedLimits()).entries[0].opening is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["<b>x</b>", "2026-99-99", "https://[", "\ud800", "&lt;p&gt;"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["@type", "name", "value", "address", "url", "minValue", "@id"]),
        inner,
        max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(KEEPER)), VALUES, max_size=6))
def test_no_value_of_a_wrong_kind_is_more_than_a_problem(changes):
    body = page_with(said(**changes))
    try:
        entries = read_postings(body, "text/html", URL, FeedLimits()).entries
    except FeedProblem as problem:
        if problem.code == "no_entries":
            return
        raise
    for entry in entries:
        assert entry.title
        assert entry.guid
        assert entry.url.startswith("http")


def examples(path):
    for example in re.split(r"^TYPES: ", path.read_text(), flags=re.MULTILINE)[1:]:
        parts = re.split(r"^(PRE-MARKUP|MICRODATA|RDFA|JSON):\s*$", example, flags=re.MULTILINE)
        for syntax, markup in zip(parts[1::2], parts[2::2], strict=True):
            # Half of them say "to do" in place of the markup.
            if syntax != "PRE-MARKUP" and re.search(r"<(?:div|script)", markup):
                yield parts[0].split()[0], syntax, markup


def test_every_example_of_the_standard_is_read(shared_data):
    counts = Counter()
    for name, syntax, markup in examples(shared_data / "jobs/schemaorg/jobposting-examples.txt"):
        [entry] = read(body=markup)
        assert entry.title in markup, name
        assert entry.opening is not None
        counts[syntax] += 1
        if name == "#eg-0028":
            assert entry.opening.place == "Kirkland, WA"
            assert entry.opening.salary == "100000 USD"
            assert entry.opening.contract == "Full-time"
            assert entry.published_at.isoformat() == "2011-10-31T00:00:00+00:00"
            assert "in-house" in entry.summary
    sys.stdout.write(f"examples read: {dict(counts)}\n")
    assert counts == {"JSON": 12, "MICRODATA": 1, "RDFA": 1}
