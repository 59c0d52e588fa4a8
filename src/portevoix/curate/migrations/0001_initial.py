
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.CharField(max_length=500)),
                ('url', models.URLField(max_length=2000, verbose_name='address')),
                ('url_digest', models.CharField(max_length=64, unique=True)),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('author', models.CharField(blank=True, max_length=160, verbose_name='author')),
                ('image_url', models.URLField(blank=True, max_length=2000)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('picture', models.CharField(blank=True, max_length=80)),
                ('picture_tried_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('published_at', models.DateTimeField()),
                ('found_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('pending', 'to review'), ('approved', 'approved'), ('declined', 'declined')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='ItemTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.FloatField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='about', to='curate.item')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.topic')),
            ],
        ),
        migrations.AddField(
            model_name='item',
            name='topics',
            field=models.ManyToManyField(related_name='items', through='curate.ItemTopic', to='people.topic'),
        ),
        migrations.CreateModel(
            name='Saved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved', to='curate.item')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=1000, unique=True, verbose_name='address')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('folder', models.CharField(blank=True, max_length=120, verbose_name='folder')),
                ('site_url', models.URLField(blank=True, max_length=1000)),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('needs_review', models.BooleanField(default=False, verbose_name='review its items before they are offered')),
                ('daily_most', models.PositiveIntegerField(default=20, verbose_name='most new items a day')),
                ('state', models.CharField(choices=[('active', 'active'), ('paused', 'paused'), ('gone', 'gone')], default='active', max_length=10)),
                ('added_at', models.DateTimeField()),
                ('etag', models.CharField(blank=True, max_length=300)),
                ('modified', models.CharField(blank=True, max_length=100)),
                ('next_fetch_at', models.DateTimeField()),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('latest_fetch_at', models.DateTimeField(blank=True, null=True)),
                ('latest_success_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('problem_detail', models.CharField(blank=True, max_length=200)),
                ('pointed_feed', models.URLField(blank=True, max_length=1000)),
                ('moved_to', models.URLField(blank=True, max_length=1000)),
                ('moved_times', models.PositiveIntegerField(default=0)),
                ('topics', models.ManyToManyField(blank=True, related_name='sources', to='people.topic')),
            ],
        ),
        migrations.AddField(
            model_name='item',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='curate.source'),
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('more', 'more like this'), ('less', 'less like this'), ('not_my_field', 'not my field')], max_length=20)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='curate.item')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'item'), name='one_answer_an_item')],
            },
        ),
        migrations.AddConstraint(
            model_name='itemtopic',
            constraint=models.UniqueConstraint(fields=('item', 'topic'), name='one_topic_once_an_item'),
        ),
        migrations.AddConstraint(
            model_name='itemtopic',
            constraint=models.CheckConstraint(condition=models.Q(('score__gt', 0), ('score__lte', 1)), name='topic_score_within_bounds'),
        ),
        migrations.AddConstraint(
            model_name='saved',
            constraint=models.UniqueConstraint(fields=('person', 'item'), name='saved_once'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['state', 'next_fetch_at'], name='source_due'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['state', '-published_at'], name='item_offered'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.UniqueConstraint(fields=('source', 'guid'), name='one_item_per_guid'),
        ),
    ]
