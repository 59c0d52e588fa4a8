"""Every job board we know, by its key and by its addresses."""

from portevoix.curate.sources.boards.ashby import Ashby
from portevoix.curate.sources.boards.bamboohr import BambooHR
from portevoix.curate.sources.boards.board import Board
from portevoix.curate.sources.boards.france_travail import FranceTravail
from portevoix.curate.sources.boards.greenhouse import Greenhouse
from portevoix.curate.sources.boards.lever import Lever
from portevoix.curate.sources.boards.oracle import Oracle
from portevoix.curate.sources.boards.personio import Personio
from portevoix.curate.sources.boards.pinpoint import Pinpoint
from portevoix.curate.sources.boards.recruitee import Recruitee
from portevoix.curate.sources.boards.rippling import Rippling
from portevoix.curate.sources.boards.smartrecruiters import SmartRecruiters
from portevoix.curate.sources.boards.teamtailor import Teamtailor
from portevoix.curate.sources.boards.workable import Workable

BOARDS: tuple[Board, ...] = (
    Greenhouse(),
    Lever(),
    SmartRecruiters(),
    Ashby(),
    Teamtailor(),
    Recruitee(),
    Workable(),
    FranceTravail(),
    Personio(),
    BambooHR(),
    Pinpoint(),
    Rippling(),
    Oracle(),
)
_NAMED = {board.key: board for board in BOARDS}


def board_named(key: str) -> Board:
    """Return the board of that key; asking for one that does not exist is a mistake of ours."""
    return _NAMED[key]


def board_of(url: str) -> tuple[Board, str] | None:
    """Return the system behind a careers page and the address of its data, or nothing."""
    for board in BOARDS:
        if address := board.address_of(url):
            return board, address
    return None
