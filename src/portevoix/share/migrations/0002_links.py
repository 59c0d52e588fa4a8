import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def give_links_their_owner(apps, schema_editor):
    Link, Share = apps.get_model("share", "Link"), apps.get_model("share", "Share")
    owner = Share.objects.filter(pk=OuterRef("share")).values("person")[:1]
    Link.objects.filter(person=None).update(person=Subquery(owner))


class Migration(migrations.Migration):

    dependencies = [
        ("share", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(give_links_their_owner, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="link",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="link",
            name="share",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="link",
                to="share.share",
            ),
        ),
    ]
