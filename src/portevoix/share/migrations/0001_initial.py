
import django.db.models.deletion
import portevoix.people.models.person
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('curate', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DailySalt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('salt', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='JournalMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('read_bytes', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('target_url', models.URLField(max_length=2200)),
                ('created_at', models.DateTimeField()),
                ('disabled_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ServerApp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=253, unique=True)),
                ('ref', models.CharField(default=portevoix.people.models.person.new_ref, editable=False, max_length=32, unique=True)),
                ('client_id', models.CharField(max_length=253)),
                ('sealed_secret', models.TextField()),
                ('redirect_uri', models.CharField(max_length=500)),
                ('scopes', models.CharField(max_length=200)),
                ('registered_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=20)),
                ('host', models.CharField(blank=True, max_length=253)),
                ('handle', models.CharField(max_length=253)),
                ('external_id', models.CharField(blank=True, max_length=253)),
                ('ref', models.CharField(default=portevoix.people.models.person.new_ref, editable=False, max_length=32, unique=True)),
                ('sealed_access', models.TextField(blank=True)),
                ('sealed_refresh', models.TextField(blank=True)),
                ('tokens_expire_at', models.DateTimeField(blank=True, null=True)),
                ('renewing_until', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('ready', 'connected'), ('expired', 'to reconnect'), ('suspended', 'suspended by the network')], default='ready', max_length=10)),
                ('connected_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Click',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hit_id', models.UUIDField(unique=True)),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('human', 'a person'), ('unknown', 'unknown'), ('robot', 'a robot')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('is_double', models.BooleanField(default=False)),
                ('visitor_digest', models.CharField(blank=True, max_length=32)),
                ('referrer_host', models.CharField(blank=True, max_length=120)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clicks', to='share.link')),
            ],
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outbox_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('network', models.CharField(max_length=20)),
                ('mode', models.CharField(choices=[('api', 'published for me'), ('intent', 'published by myself on the network'), ('declared', 'already published')], max_length=10)),
                ('words', models.TextField(blank=True, verbose_name='your words')),
                ('words_version', models.PositiveIntegerField(default=1)),
                ('approved_version', models.PositiveIntegerField(default=1)),
                ('target_url', models.URLField(max_length=2000)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('description', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('state', models.CharField(choices=[('scheduled', 'planned'), ('claimed', 'about to be sent'), ('sending', 'sending'), ('sent', 'published'), ('unknown', 'checking'), ('ask_person', 'to confirm'), ('cancelled', 'cancelled')], default='scheduled', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('scheduled_for', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('looks', models.PositiveIntegerField(default=0)),
                ('claim', models.CharField(blank=True, max_length=32)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('frozen_text', models.TextField(blank=True)),
                ('sending_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('external_id', models.CharField(blank=True, max_length=500)),
                ('external_url', models.URLField(blank=True, max_length=1000)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('problem_detail', models.CharField(blank=True, max_length=300)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='shares', to='share.account')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='shares', to='curate.item')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Reception',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField()),
                ('likes', models.PositiveIntegerField(blank=True, null=True)),
                ('reshares', models.PositiveIntegerField(blank=True, null=True)),
                ('comments', models.PositiveIntegerField(blank=True, null=True)),
                ('quotes', models.PositiveIntegerField(blank=True, null=True)),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receptions', to='share.share')),
            ],
        ),
        migrations.AddField(
            model_name='link',
            name='share',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='link', to='share.share'),
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('words', models.TextField(verbose_name='words')),
                ('created_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='curate.item')),
            ],
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('person', 'network', 'host', 'handle'), name='one_account_once', violation_error_message='This account is connected already.'),
        ),
        migrations.AddIndex(
            model_name='click',
            index=models.Index(fields=['link', 'at'], name='click_of_link'),
        ),
        migrations.AddIndex(
            model_name='click',
            index=models.Index(fields=['at'], name='click_at'),
        ),
        migrations.AddIndex(
            model_name='click',
            index=models.Index(fields=['visitor_digest', 'at'], name='click_of_visitor'),
        ),
        migrations.AddIndex(
            model_name='share',
            index=models.Index(fields=['state', 'next_try_at'], name='share_due'),
        ),
        migrations.AddIndex(
            model_name='share',
            index=models.Index(fields=['person', '-created_at'], name='share_of_person'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='sent_has_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), models.Q(('frozen_text', ''), _negated=True), _connector='OR'), name='sending_has_a_frozen_text'),
        ),
        migrations.AddIndex(
            model_name='reception',
            index=models.Index(fields=['share', '-read_at'], name='reception_latest'),
        ),
    ]
