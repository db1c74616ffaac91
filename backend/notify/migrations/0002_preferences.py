import backend.core.ids
import backend.core.together
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_people_from_outside'),
        ('core', '__first__'),
        ('notify', '0001_initial'),
    ]

    operations = [
        backend.core.together.Together(
            operations=[
                migrations.CreateModel(
                    name='QuietHours',
                    fields=[
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='quiet_hours', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                        ('starts', models.TimeField(verbose_name='开始')),
                        ('ends', models.TimeField(verbose_name='结束')),
                    ],
                    options={
                        'verbose_name': '免打扰时段',
                        'verbose_name_plural': '免打扰时段',
                        'constraints': [models.CheckConstraint(condition=models.Q(('starts', models.F('ends')), _negated=True), name='notify_quiethours_some')],
                    },
                ),
                migrations.CreateModel(
                    name='Preference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=80, verbose_name='通知类型')),
                        ('channel', models.CharField(max_length=20, verbose_name='通知方式')),
                        ('is_on', models.BooleanField(verbose_name='开启')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                    ],
                    options={
                        'verbose_name': '通知设置',
                        'verbose_name_plural': '通知设置',
                        'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'channel'), name='notify_preference_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RolePreference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=80, verbose_name='通知类型')),
                        ('channel', models.CharField(max_length=20, verbose_name='通知方式')),
                        ('is_on', models.BooleanField(verbose_name='开启')),
                        ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.role', verbose_name='角色')),
                    ],
                    options={
                        'verbose_name': '角色默认通知',
                        'verbose_name_plural': '角色默认通知',
                        'constraints': [models.UniqueConstraint(fields=('role', 'kind', 'channel'), name='notify_rolepreference_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WaitingNotice',
                    fields=[
                        ('id', models.UUIDField(default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('channel', models.CharField(max_length=20, verbose_name='通知方式')),
                        ('key', models.CharField(max_length=200, verbose_name='唯一键')),
                        ('kind', models.CharField(max_length=80, verbose_name='类型')),
                        ('title', models.CharField(max_length=200, verbose_name='标题')),
                        ('body', models.TextField(blank=True, verbose_name='内容')),
                        ('link', models.CharField(blank=True, max_length=200, verbose_name='链接')),
                        ('made_at', models.DateTimeField(verbose_name='产生时间')),
                        ('due_at', models.DateTimeField(verbose_name='送达时间')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='已送达')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='尝试次数')),
                        ('error', models.CharField(blank=True, max_length=500, verbose_name='错误')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
                    ],
                    options={
                        'verbose_name': '待送通知',
                        'verbose_name_plural': '待送通知',
                        'indexes': [models.Index(condition=models.Q(('sent_at', None)), fields=['due_at'], name='notify_waitingnotice_due')],
                        'constraints': [models.UniqueConstraint(fields=('user', 'channel', 'key'), name='notify_waitingnotice_once')],
                    },
                ),
            ],
        ),
    ]
