
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('share', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Fill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.SlugField(max_length=40, unique=True)),
                ('read_until', models.PositiveBigIntegerField(default=0)),
                ('filled_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ClickDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('humans', models.PositiveIntegerField(default=0)),
                ('unknowns', models.PositiveIntegerField(default=0)),
                ('robots', models.PositiveIntegerField(default=0)),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='click_days', to='share.share')),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='click_day_of')],
                'constraints': [models.UniqueConstraint(fields=('share', 'day'), name='one_click_day')],
            },
        ),
        migrations.CreateModel(
            name='GroupFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('figure', models.CharField(choices=[('shares', 'publications'), ('visits', 'visits')], max_length=10)),
                ('is_released', models.BooleanField()),
                ('low', models.PositiveIntegerField(blank=True, null=True)),
                ('high', models.PositiveIntegerField(blank=True, null=True)),
                ('minimum', models.PositiveSmallIntegerField()),
                ('closed_at', models.DateTimeField()),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'team', 'figure'), name='one_cell_a_team_and_month'), models.UniqueConstraint(condition=models.Q(('team', None)), fields=('month', 'figure'), name='one_total_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('high__gte', models.F('low')), ('is_released', True), ('low__isnull', False)), models.Q(('high__isnull', True), ('is_released', False), ('low__isnull', True)), _connector='OR'), name='withheld_cells_hold_nothing')],
            },
        ),
        migrations.CreateModel(
            name='PeriodMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'person'), name='one_team_a_month')],
            },
        ),
    ]
