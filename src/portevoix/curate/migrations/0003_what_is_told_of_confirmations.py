from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A must-read keeps what was told of its confirmations."""

    dependencies: ClassVar = [("curate", "0002_watch_in_full")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="mustread",
            name="counted",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="mustread",
            name="counted_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
