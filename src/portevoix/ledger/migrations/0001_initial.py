
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('chained_hash', models.CharField(max_length=64)),
                ('dropped_number', models.PositiveBigIntegerField(default=0)),
                ('dropped_hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_chain_head')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('act', models.CharField(max_length=60)),
                ('actor', models.CharField(max_length=64)),
                ('subject', models.CharField(blank=True, max_length=64)),
                ('details', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('chained_hash', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['actor', 'at'], name='entry_actor'), models.Index(fields=['subject', 'at'], name='entry_subject')],
            },
        ),
    ]
