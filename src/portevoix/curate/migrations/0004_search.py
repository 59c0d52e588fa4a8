from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from portevoix.curate.engines.search import make_index, unmake_index


class Migration(migrations.Migration):
    """Items are searched: which are to be read for it, and the index of each database."""

    dependencies: ClassVar = [("curate", "0003_what_is_told_of_confirmations")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="item",
            name="words_version",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["words_version"], name="item_to_search"),
        ),
        migrations.RunPython(make_index, unmake_index),
    ]
