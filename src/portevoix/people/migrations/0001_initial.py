
import django.db.models.deletion
import django.db.models.functions.text
import portevoix.people.models.person
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Erased',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, unique=True, verbose_name='name')),
            ],
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('name_fr', models.CharField(max_length=80, verbose_name='name in French')),
                ('field', models.CharField(blank=True, max_length=80, verbose_name='field')),
                ('keywords', models.JSONField(blank=True, default=list, verbose_name='keywords')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('ref', models.CharField(default=portevoix.people.models.person.new_ref, editable=False, max_length=32, unique=True)),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='mail address')),
                ('external_ref', models.CharField(blank=True, max_length=80, verbose_name='reference elsewhere')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('job', models.CharField(blank=True, max_length=120, verbose_name='job')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français')], default='en', max_length=2, verbose_name='language')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=60, verbose_name='time zone')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('is_active', models.BooleanField(default=True)),
                ('is_cast', models.BooleanField(default=False)),
                ('session_epoch', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_person_per_email', violation_error_message='Somebody else has this mail address.'), models.UniqueConstraint(condition=models.Q(('external_ref', ''), _negated=True), fields=('external_ref',), name='one_person_per_external_ref', violation_error_message='Somebody else has this reference.')],
            },
        ),
        migrations.CreateModel(
            name='Expertise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declared_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expertise', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='experts', to='people.topic')),
            ],
        ),
        migrations.CreateModel(
            name='ImportDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=portevoix.people.models.person.new_ref, editable=False, max_length=32, unique=True)),
                ('people_text', models.TextField()),
                ('stays_text', models.TextField(blank=True)),
                ('is_complete', models.BooleanField(default=False, verbose_name='this is the complete list: whoever is not in it has left')),
                ('adds_topics', models.BooleanField(default=False, verbose_name='make a topic of every skill that is not known yet')),
                ('sent_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_drafts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français')], default='en', max_length=2, verbose_name='language')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('is_demo', models.BooleanField(default=False)),
                ('founded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_organisation', violation_error_message='There is one organisation here already.')],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endorsements_given', to=settings.AUTH_USER_MODEL)),
                ('expertise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endorsements', to='people.expertise')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('expertise', 'by'), name='one_endorsement_each', violation_error_message='You confirmed this already.')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('programme', 'programme manager'), ('hr', 'HR and legal'), ('representative', 'staff representative'), ('manager', 'line manager'), ('administrator', 'administrator')], max_length=20)),
                ('given_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'name'), name='one_role_once', violation_error_message='This person has this role already.')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'team', 'started_on'), name='one_stay_once'), models.UniqueConstraint(condition=models.Q(('started_on', None)), fields=('person', 'team'), name='one_undated_stay_once'), models.CheckConstraint(condition=models.Q(('started_on', None), ('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='a_stay_ends_after_it_starts', violation_error_message='A stay cannot end before it starts.')],
            },
        ),
        migrations.AddConstraint(
            model_name='expertise',
            constraint=models.UniqueConstraint(fields=('person', 'topic'), name='one_expertise_once', violation_error_message='This is declared already.'),
        ),
    ]
