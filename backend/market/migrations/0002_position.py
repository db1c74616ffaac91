import backend.core.guards
import backend.core.ids
import backend.core.together
import backend.market.position.flow
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_people_from_outside'),
        ('core', '__first__'),
        ('market', '0001_initial'),
    ]

    operations = [
        backend.core.together.Together(
            operations=[
                migrations.CreateModel(
                    name='PositionBook',
                    fields=[
                        ('metal', models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name='金属')),
                    ],
                    options={
                        'verbose_name': '头寸',
                        'verbose_name_plural': '头寸',
                    },
                ),
                migrations.CreateModel(
                    name='PositionBucket',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('metal', models.CharField(max_length=16, verbose_name='金属')),
                        ('month', models.CharField(max_length=7, verbose_name='月份')),
                        ('kind', models.CharField(choices=[('purchase', '采购'), ('sale', '销售'), ('stock', '库存'), ('futures', '期货')], max_length=8, verbose_name='类型')),
                        ('currency', models.CharField(max_length=3, verbose_name='币种')),
                        ('quantity', models.DecimalField(decimal_places=3, default=0, max_digits=16, verbose_name='数量（吨）')),
                        ('value', models.DecimalField(decimal_places=2, default=0, max_digits=20, verbose_name='金额')),
                        ('entries', models.PositiveIntegerField(default=0, verbose_name='笔数')),
                    ],
                    options={
                        'verbose_name': '头寸汇总',
                        'verbose_name_plural': '头寸汇总',
                        'constraints': [models.UniqueConstraint(fields=('metal', 'month', 'kind', 'currency'), name='market_positionbucket_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PositionLimit',
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
                        ('metal', models.CharField(max_length=16, verbose_name='金属')),
                        ('measure', models.CharField(choices=[('net', '净头寸'), ('gross', '总头寸'), ('month', '单月净头寸')], max_length=6, verbose_name='限额口径')),
                        ('month', models.CharField(blank=True, max_length=7, verbose_name='月份')),
                        ('tonnes', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='限额（吨）')),
                        ('warn_at', models.DecimalField(decimal_places=6, default='0.8', max_digits=9, verbose_name='预警线')),
                        ('breach_at', models.DecimalField(decimal_places=6, default='1', max_digits=9, verbose_name='超限线')),
                        ('block_at', models.DecimalField(decimal_places=6, default='1.2', max_digits=9, verbose_name='禁止线')),
                        ('valid_from', models.DateField(verbose_name='生效日')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                        ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='创建人')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='所属单元')),
                    ],
                    options={
                        'verbose_name': '头寸限额',
                        'verbose_name_plural': '头寸限额',
                        'abstract': False,
                        'indexes': [models.Index(fields=['-created_at', '-id'], name='market_positionlimit_new'), models.Index(fields=['owner', '-created_at', '-id'], name='market_positionlimit_own'), models.Index(fields=['unit', '-created_at', '-id'], name='market_positionlimit_unit'), django.contrib.postgres.indexes.GinIndex(fields=['search_grams'], name='market_positionlimit_find')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('no', ''), _negated=True), fields=('no',), name='market_positionlimit_no'), models.CheckConstraint(condition=models.Q(('tonnes__gt', 0)), name='market_positionlimit_tonnes_positive'), models.CheckConstraint(condition=models.Q(('warn_at__gt', 0), ('warn_at__lte', models.F('breach_at')), ('breach_at__lte', models.F('block_at'))), name='market_positionlimit_ratios_in_order'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='market_positionlimit_valid_in_order'), models.CheckConstraint(condition=models.Q(('month', ''), models.Q(('measure', 'month'), ('month__regex', '^\\d{4}-(0[1-9]|1[0-2])$')), _connector='OR'), name='market_positionlimit_month'), models.UniqueConstraint(fields=('metal', 'measure', 'month', 'valid_from'), name='market_positionlimit_once')],
                    },
                ),
                migrations.CreateModel(
                    name='LimitBreach',
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
                        ('state', models.CharField(default='open', max_length=24, verbose_name='状态')),
                        ('level', models.CharField(choices=[('breach', '超限'), ('block', '已禁止')], max_length=6, verbose_name='程度')),
                        ('metal', models.CharField(max_length=16, verbose_name='金属')),
                        ('month', models.CharField(blank=True, max_length=7, verbose_name='月份')),
                        ('on', models.DateField(verbose_name='日期')),
                        ('before', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='交易前（吨）')),
                        ('after', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='交易后（吨）')),
                        ('tonnes', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='限额（吨）')),
                        ('ratio', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='占用比例')),
                        ('source_code', models.CharField(blank=True, max_length=64, verbose_name='来源类型')),
                        ('source_id', models.UUIDField(blank=True, null=True, verbose_name='来源')),
                        ('source_no', models.CharField(blank=True, max_length=64, verbose_name='来源编号')),
                        ('approved_until', models.DateField(blank=True, null=True, verbose_name='批准至')),
                        ('approved_tonnes', models.DecimalField(blank=True, decimal_places=3, max_digits=16, null=True, verbose_name='批准上限（吨）')),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                        ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='创建人')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='所属单元')),
                        ('limit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaches', to='market.positionlimit', verbose_name='限额')),
                    ],
                    options={
                        'verbose_name': '限额突破',
                        'verbose_name_plural': '限额突破',
                        'abstract': False,
                        'indexes': [models.Index(fields=['-created_at', '-id'], name='market_limitbreach_new'), models.Index(fields=['owner', '-created_at', '-id'], name='market_limitbreach_own'), models.Index(fields=['unit', '-created_at', '-id'], name='market_limitbreach_unit'), django.contrib.postgres.indexes.GinIndex(fields=['search_grams'], name='market_limitbreach_find')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('no', ''), _negated=True), fields=('no',), name='market_limitbreach_no'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), name='market_limitbreach_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('approved_tonnes__isnull', False), ('approved_until__isnull', False)), _connector='OR'), name='market_limitbreach_approved_until')],
                    },
                    bases=(backend.market.position.flow.BreachFlow, models.Model),
                ),
                migrations.CreateModel(
                    name='PositionEntry',
                    fields=[
                        ('id', models.UUIDField(default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('on', models.DateField(verbose_name='日期')),
                        ('metal', models.CharField(max_length=16, verbose_name='金属')),
                        ('month', models.CharField(max_length=7, verbose_name='月份')),
                        ('kind', models.CharField(choices=[('purchase', '采购'), ('sale', '销售'), ('stock', '库存'), ('futures', '期货')], max_length=8, verbose_name='类型')),
                        ('side', models.CharField(choices=[('buy', '买入'), ('sell', '卖出')], max_length=4, verbose_name='方向')),
                        ('quantity', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='数量（吨）')),
                        ('price', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='价格')),
                        ('currency', models.CharField(default='CNY', max_length=3, verbose_name='币种')),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='金额')),
                        ('source_code', models.CharField(max_length=64, verbose_name='来源类型')),
                        ('source_id', models.UUIDField(verbose_name='来源')),
                        ('source_no', models.CharField(blank=True, max_length=64, verbose_name='来源编号')),
                        ('line_id', models.UUIDField(blank=True, null=True, verbose_name='来源行')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                        ('created_at', models.DateTimeField(verbose_name='创建时间')),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                        ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='market.positionentry', verbose_name='冲回')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='所属单元')),
                    ],
                    options={
                        'verbose_name': '头寸流水',
                        'verbose_name_plural': '头寸流水',
                        'indexes': [models.Index(fields=['-created_at', '-id'], name='market_posentry_new'), models.Index(fields=['metal', 'month', 'kind'], name='market_posentry_bucket'), models.Index(fields=['source_id', 'line_id'], name='market_posentry_source')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('month__regex', '^\\d{4}-(0[1-9]|1[0-2])$')), name='market_positionentry_month'), models.CheckConstraint(condition=models.Q(models.Q(('quantity', 0), _negated=True), models.Q(('amount', 0), _negated=True), _connector='OR'), name='market_positionentry_says_something'), backend.core.guards.AppendOnly(name='market_positionentry_append_only')],
                    },
                ),
            ],
        ),
    ]
