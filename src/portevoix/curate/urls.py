"""Where the pages of `curate` are."""

from __future__ import annotations

from django.urls import path

from portevoix.curate.views import (
    answers,
    items,
    learning,
    must_read,
    proposals,
    review,
    search,
    sources,
    week,
)

app_name = "curate"
urlpatterns = [
    path("studio/sources/", sources.sources, name="sources"),
    path("studio/sources/add/", sources.add, name="add_source"),
    path("studio/sources/import/", sources.import_opml, name="import_opml"),
    path("studio/sources/portevoix.opml", sources.export_opml, name="export_opml"),
    path("studio/sources/reading/", sources.reading, name="reading"),
    path("studio/sources/<int:source_id>/", sources.source, name="source"),
    path("studio/sources/<int:source_id>/row/", sources.row, name="source_row"),
    path("studio/sources/<int:source_id>/pause/", sources.pause, name="pause"),
    path("studio/sources/<int:source_id>/resume/", sources.resume, name="resume"),
    path("studio/sources/<int:source_id>/read/", sources.read_now, name="read_now"),
    path("studio/sources/<int:source_id>/follow/", sources.follow, name="follow"),
    path("studio/sources/<int:source_id>/remove/", sources.remove, name="remove"),
    path("studio/week/", week.week, name="week"),
    path("studio/coverage/", week.coverage, name="coverage"),
    path("studio/proposals/", answers.proposals, name="proposals"),
    path("studio/proposals/<int:proposal_id>/", answers.answer, name="answer_proposal"),
    path("studio/proposals/<int:proposal_id>/out/", answers.take_out, name="take_out_proposal"),
    path("studio/trust/", answers.trust, name="trust"),
    path("studio/trust/<str:ref>/", answers.change_trust, name="change_trust"),
    path("studio/review/", review.review, name="review"),
    path("studio/review/<int:item_id>/", review.decide, name="decide"),
    path("studio/review/<int:item_id>/audience/", review.assign, name="assign"),
    path("studio/review/source/<int:source_id>/", review.offer_all, name="offer_all"),
    path("items/<int:item_id>/answer/", items.answer, name="answer"),
    path("items/<int:item_id>/save/", items.save, name="save"),
    path("items/<int:item_id>/read/", learning.read, name="read"),
    path("learning/record.csv", learning.record_as_csv, name="record_as_csv"),
    path("learning/record.json", learning.record_as_json, name="record_as_json"),
    path("must-read/", must_read.asked, name="asked"),
    path("must-read/<int:asked_id>/confirm/", must_read.confirm, name="confirm"),
    path("must-read/<int:asked_id>/take-back/", must_read.take_back, name="take_back"),
    path("studio/must-read/", must_read.must_reads, name="must_reads"),
    path("studio/items/<int:item_id>/must-read/", must_read.must_read, name="must_read"),
    path("studio/items/<int:item_id>/must-read/lift/", must_read.lift, name="lift"),
    path("items/<int:item_id>/picture/", items.picture, name="picture"),
    path("kept/", items.kept, name="kept"),
    path("search/", search.search, name="search"),
    path("studio/items/", search.watch, name="watch"),
    path("propose/", proposals.propose, name="propose"),
    path("propose/send/", proposals.send, name="send_proposal"),
    path("proposed/", proposals.proposed, name="proposed"),
    path("proposed/<int:proposal_id>/withdraw/", proposals.withdraw, name="withdraw_proposal"),
]
