import backend.core.ids
import backend.core.together
import backend.crm.progress.flow
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_people_from_outside'),
        ('core', '__first__'),
        ('crm', '0003_margin'),
    ]

    operations = [
        backend.core.together.Together(
            operations=[
                migrations.CreateModel(
                    name='Progress',
                    fields=[
                        ('id', models.UUIDField(default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('no', models.CharField(blank=True, editable=False, max_length=64, verbose_name='编号')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                        ('ext', models.JSONField(blank=True, default=dict, verbose_name='扩展字段')),
                        ('created_at', models.DateTimeField(editable=False, verbose_name='创建时间')),
                        ('updated_at', models.DateTimeField(editable=False, verbose_name='更新时间')),
                        ('search_text', models.TextField(default='', editable=False)),
                        ('search_private', models.TextField(default='', editable=False)),
                        ('search_grams', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), default=list, editable=False, size=None)),
                        ('state', models.CharField(default='planned', max_length=24, verbose_name='状态')),
                        ('template', models.CharField(choices=[('machine', '设备'), ('metal', '金属材料'), ('own', '自定义')], max_length=12, verbose_name='模板')),
                        ('promised_on', models.DateField(verbose_name='承诺交期')),
                        ('expected_on', models.DateField(verbose_name='预计交期')),
                        ('percent', models.PositiveSmallIntegerField(default=0, verbose_name='完成进度（%）')),
                        ('slip_days', models.PositiveSmallIntegerField(default=0, verbose_name='延误天数')),
                        ('alarm_days', models.PositiveSmallIntegerField(default=3, verbose_name='延误超过几天提醒')),
                        ('told_days', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='已提醒的延误天数')),
                        ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='最近上报')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progresses', to='crm.contract', verbose_name='合同')),
                        ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='创建人')),
                        ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progresses', to='crm.contractline', verbose_name='合同行')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.party', verbose_name='客户')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='所属单元')),
                    ],
                    options={
                        'verbose_name': '生产进度',
                        'verbose_name_plural': '生产进度',
                        'abstract': False,
                        'indexes': [models.Index(fields=['-created_at', '-id'], name='crm_progress_new'), models.Index(fields=['owner', '-created_at', '-id'], name='crm_progress_own'), models.Index(fields=['unit', '-created_at', '-id'], name='crm_progress_unit'), django.contrib.postgres.indexes.GinIndex(fields=['search_grams'], name='crm_progress_find')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('no', ''), _negated=True), fields=('no',), name='crm_progress_no'), models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('line',), name='crm_progress_line_once'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='crm_progress_percent')],
                    },
                    bases=(backend.crm.progress.flow.ProgressFlow, models.Model),
                ),
                migrations.CreateModel(
                    name='Milestone',
                    fields=[
                        ('id', models.UUIDField(default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('seq', models.PositiveSmallIntegerField(verbose_name='序号')),
                        ('kind', models.CharField(choices=[('design', '设计'), ('material', '备料'), ('machining', '加工'), ('assembly', '装配'), ('test', '测试'), ('packed', '包装完成')], max_length=12, verbose_name='里程碑')),
                        ('weight', models.PositiveSmallIntegerField(verbose_name='权重（%）')),
                        ('planned_on', models.DateField(verbose_name='计划日期')),
                        ('forecast_on', models.DateField(blank=True, null=True, verbose_name='预测日期')),
                        ('actual_on', models.DateField(blank=True, null=True, verbose_name='实际日期')),
                        ('percent', models.PositiveSmallIntegerField(default=0, verbose_name='完成（%）')),
                        ('source', models.CharField(choices=[('manual', '人工填报'), ('api', '生产系统接口'), ('supplier', '供应商上报')], default='manual', max_length=10, verbose_name='来源')),
                        ('slip_reason', models.CharField(blank=True, max_length=500, verbose_name='延误原因')),
                        ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='上报时间')),
                        ('photos', models.JSONField(blank=True, default=list, verbose_name='照片')),
                        ('progress', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='crm.progress', verbose_name='生产进度')),
                    ],
                    options={
                        'verbose_name': '里程碑',
                        'verbose_name_plural': '里程碑',
                        'ordering': ['progress', 'seq'],
                        'constraints': [models.UniqueConstraint(fields=('progress', 'kind'), name='crm_milestone_kind_once'), models.UniqueConstraint(fields=('progress', 'seq'), name='crm_milestone_seq_once'), models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 100)), name='crm_milestone_weight'), models.CheckConstraint(condition=models.Q(models.Q(('actual_on__isnull', False), ('percent', 100)), models.Q(('actual_on', None), ('percent__lt', 100)), _connector='OR'), name='crm_milestone_done_when')],
                    },
                ),
                migrations.AlterField(
                    model_name='contractline',
                    name='quantity',
                    field=models.DecimalField(decimal_places=3, max_digits=14, verbose_name='数量'),
                ),
            ],
        ),
    ]
