from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A source says how many of its new items were left out."""

    dependencies: ClassVar = [("curate", "0004_search")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="source",
            name="left_out",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
