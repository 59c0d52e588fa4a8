
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Charter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('text_en', models.TextField(verbose_name='text in English')),
                ('text_fr', models.TextField(verbose_name='text in French')),
                ('published_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Purpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('name_en', models.CharField(max_length=120)),
                ('name_fr', models.CharField(max_length=120)),
                ('notice_en', models.TextField(blank=True)),
                ('notice_fr', models.TextField(blank=True)),
                ('basis', models.CharField(blank=True, choices=[('consent', 'consent'), ('contract', 'contract'), ('obligation', 'legal obligation'), ('interest', 'legitimate interest')], max_length=20)),
                ('retention_days', models.PositiveIntegerField(blank=True, null=True)),
                ('is_chosen', models.BooleanField(default=False, help_text='Whether each person switches it on or off.')),
                ('can_watch', models.BooleanField(default=False, help_text='Whether it could be used to watch people.')),
                ('assessment_ref', models.CharField(blank=True, max_length=120)),
                ('council_consulted_on', models.DateField(blank=True, null=True)),
                ('has_no_council', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Safeguard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('value', models.IntegerField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='govern.purpose')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('person', 'purpose'), name='one_standing_consent', violation_error_message='You agreed to this already.')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_at', models.DateTimeField()),
                ('charter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='govern.charter')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'charter'), name='one_signature_once', violation_error_message='You signed this version already.')],
            },
        ),
    ]
