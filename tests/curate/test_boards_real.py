"""Every recorded answer of the archive is read, or named here with the reason why it is not."""

import json
import sys
import tarfile
from collections import Counter

import pytest

from portevoix.curate.sources.boards.reading import read_board
from portevoix.curate.sources.boards.registry import BOARDS, board_named, board_of
from portevoix.curate.sources.feeds import parse_board
from portevoix.curate.sources.parsed import FeedLimits
from portevoix.curate.sources.reading import read_feed

# The page of each board, and how many openings its recorded answer holds (rows, openings: some
# systems repeat an opening for each of its places).
READ = {
    "greenhouse.json": ("https://job-boards.greenhouse.io/amplitude", 2, 2),
    "lever.json": ("https://jobs.lever.co/idealistconsulting", 2, 2),
    "smartrecruiters.json": ("https://careers.smartrecruiters.com/Knight", 1, 1),
    "ashby.json": ("https://jobs.ashbyhq.com/HighlightTA", 2, 2),
    "teamtailor.json": ("https://career.teamtailor.com/jobs", 2, 2),
    "recruitee.json": ("https://acme.recruitee.com/", 2, 2),
    "workable.json": ("https://apply.workable.com/zaelab/", 2, 1),
    "personio.xml": ("https://acme.jobs.personio.de/", 2, 1),
    "bamboohr.json": ("https://acme.bamboohr.com/careers", 2, 2),
    "pinpoint.json": ("https://acme.pinpointhq.com/", 2, 2),
    "rippling.json": ("https://ats.rippling.com/acme/jobs", 2, 1),
    "oracle_orc.json": (
        "https://ejov.fa.ca2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX/", 2, 2,
    ),
}  # fmt: skip
# Read by the reader of feeds: it is RSS.
FEEDS = {"neogov.xml": 2}
NOT_READ = {
    "oracle_orc_detail.json": "one requisition alone; the list is what is watched",
    "workday.json": "its list answers to POST only, which the watch never sends",
    "eightfold.json": "an interface that its maker does not document",
    "hrmdirect.html": "a page whose markup is nobody's promise",
    "icims.html": "a page whose markup is nobody's promise",
    "jobvite.html": "a page whose markup is nobody's promise",
    "paylocity.html": "data within a script of a page, undocumented",
    "phenom.html": "data within a script of a page, undocumented",
    "freehire_search_page1.json": "an aggregator, not the board of an employer",
    "freehire_search_page2.json": "an aggregator, not the board of an employer",
    "freehire_detail_greenhouse.json": "an aggregator, not the board of an employer",
    "freehire_detail_workday.json": "an aggregator, not the board of an employer",
}
BESIDE = {"README.md", "UPSTREAM-LICENSE"}


@pytest.fixture
def answers(shared_data):
    with tarfile.open(shared_data / "jobs" / "ats-fixtures.tar.gz") as archive:
        return {
            member.name.removeprefix("./"): archive.extractfile(member).read()
            for member in archive
            if member.isfile()
        }


def test_every_recorded_answer_is_read_or_named_with_its_reason(answers):
    assert set(answers) == {*READ, *FEEDS, *NOT_READ, *BESIDE}
    assert all(NOT_READ.values())


@pytest.mark.parametrize("name", READ)
def test_a_recorded_answer_gives_all_its_openings(answers, name):
    page, rows, openings = READ[name]
    board, address = board_of(page)
    feed = read_board(board, answers[name], address, FeedLimits())
    said = json.loads(answers[name]) if name.endswith("json") else None
    assert said is None or len(board.jobs_in(said)) == rows
    assert len(feed.entries) == openings
    for entry in feed.entries:
        assert entry.guid
        assert entry.title
        assert entry.url.startswith("https://")
        assert entry.opening.place or entry.opening.country
        assert "<" not in entry.summary + entry.title
        assert "&lt;" not in entry.summary
    again = read_board(board, answers[name], address, FeedLimits())
    assert [one.guid for one in again.entries] == [one.guid for one in feed.entries]


@pytest.mark.parametrize("name", FEEDS)
def test_a_recorded_feed_of_openings_is_a_feed(answers, name):
    feed = read_feed(answers[name], "", "https://jobs.example/rss", FeedLimits())
    assert len(feed.entries) == FEEDS[name]


def test_each_asked_system_is_read_out_of_our_process(answers, parsers):
    for name, (page, _, openings) in READ.items():
        board, address = board_of(page)
        feed = parse_board(board.key, answers[name], "", address, limits=FeedLimits(seconds=90))
        assert len(feed.entries) == openings, name
        assert feed.kind == board.key


def test_no_recorded_answer_of_one_system_passes_for_another(answers):
    codes = Counter()
    for name in READ:
        for board in BOARDS:
            own = board_of(READ[name][0])[0]
            if board is own or (board.form == "xml") != name.endswith("xml"):
                continue
            codes[_code(board, answers[name])] += 1
    assert set(codes) == {"changed_shape"}


def _code(board, body):
    from portevoix.curate.sources.parsed import FeedProblem

    try:
        read_board(board, body, "https://jobs.example/", FeedLimits())
    except FeedProblem as problem:
        return problem.code
    return board.key


def test_every_offer_of_the_public_service_is_read_whole(shared_data):
    folder = shared_data / "jobs" / "france-travail"
    board = board_named("france_travail")
    saved = json.loads((folder / "offres-2022-11-01.json").read_bytes())
    url = "https://api.francetravail.io/partenaire/offresdemploi/v2/offres/search?range=0-149"
    for said in (saved, {"resultats": saved}):
        feed = read_board(board, json.dumps(said).encode(), url, FeedLimits())
        assert len(feed.entries) == 148
        assert [entry.guid for entry in feed.entries] == [offer["id"] for offer in saved]
    found = Counter()
    for entry, offer in zip(feed.entries, saved, strict=True):
        assert entry.url.startswith("https://candidat.pole-emploi.fr/offres/")
        assert entry.opening.place == " ".join(offer["lieuTravail"]["libelle"].split())
        assert entry.opening.contract
        assert entry.published_at.isoformat()[:10] == offer["dateCreation"][:10]
        assert entry.opening.employer == " ".join(offer["entreprise"]["nom"].split())
        found.update(
            name for name in ("salary", "employer", "country") if getattr(entry.opening, name)
        )
        found["summary"] += bool(entry.summary)
    sys.stdout.write(f"148 offers: {dict(found)}\n")
    assert found["summary"] == 147
    assert found["salary"] == 148
    one = read_board(board, (folder / "exemple_job_FT.json").read_bytes(), url, FeedLimits())
    assert [entry.guid for entry in one.entries] == ["171PLHF"]
