"""Where the pages of `curate` are."""

from __future__ import annotations

from django.urls import path

from portevoix.curate.views import items, review, sources, week

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
    path("studio/review/", review.review, name="review"),
    path("studio/review/<int:item_id>/", review.decide, name="decide"),
    path("items/<int:item_id>/answer/", items.answer, name="answer"),
    path("items/<int:item_id>/save/", items.save, name="save"),
    path("items/<int:item_id>/picture/", items.picture, name="picture"),
    path("kept/", items.kept, name="kept"),
]
