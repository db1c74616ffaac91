import backend.core.guards
import backend.core.ids
import backend.core.together
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0002_way_to_a_contract'),
    ]

    operations = [
        backend.core.together.Together(
            operations=[
                migrations.CreateModel(
                    name='MarginCost',
                    fields=[
                        ('id', models.UUIDField(default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('kind', models.CharField(choices=[('freight', '运费'), ('claim', '索赔'), ('finance', '资金成本'), ('other', '其他直接费用')], max_length=8, verbose_name='类别')),
                        ('cost_amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='金额（不含税）')),
                        ('on', models.DateField(verbose_name='日期')),
                        ('source_code', models.CharField(max_length=64, verbose_name='来源单据类型')),
                        ('source_id', models.UUIDField(verbose_name='来源单据')),
                        ('source_no', models.CharField(blank=True, max_length=64, verbose_name='来源单号')),
                        ('key', models.CharField(max_length=128, verbose_name='幂等键')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                        ('created_at', models.DateTimeField(verbose_name='时间')),
                        ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='margin_costs', to='crm.contractline', verbose_name='合同行')),
                    ],
                    options={
                        'verbose_name': '毛利直接费用',
                        'verbose_name_plural': '毛利直接费用',
                        'ordering': ('on', 'id'),
                        'constraints': [models.UniqueConstraint(fields=('line', 'key'), name='crm_margincost_once'), models.CheckConstraint(condition=models.Q(('cost_amount', 0), _negated=True), name='crm_margincost_not_zero'), backend.core.guards.AppendOnly(name='crm_margincost_append_only')],
                    },
                ),
                migrations.CreateModel(
                    name='MarginSnapshot',
                    fields=[
                        ('id', models.UUIDField(default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('stage', models.CharField(choices=[('quote', '报价'), ('order', '签约'), ('ship', '发货'), ('provisional', '暂估'), ('final', '结算')], max_length=12, verbose_name='阶段')),
                        ('seq', models.PositiveSmallIntegerField(verbose_name='序号')),
                        ('cause', models.CharField(max_length=64, verbose_name='起因')),
                        ('cause_no', models.CharField(blank=True, max_length=64, verbose_name='起因单号')),
                        ('event_id', models.BigIntegerField(null=True, verbose_name='事件')),
                        ('created_at', models.DateTimeField(verbose_name='时间')),
                        ('weight', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='数量（吨）')),
                        ('issued_weight', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='已出库（吨）')),
                        ('currency', models.CharField(default='CNY', max_length=3, verbose_name='币种')),
                        ('margin_fx', models.DecimalField(decimal_places=8, max_digits=18, verbose_name='折人民币汇率')),
                        ('margin_price', models.DecimalField(decimal_places=10, max_digits=24, verbose_name='基价（不含税）')),
                        ('margin_premium', models.DecimalField(decimal_places=10, max_digits=24, verbose_name='升贴水（不含税）')),
                        ('is_marked', models.BooleanField(default=False, verbose_name='售价含暂定')),
                        ('margin_revenue', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='收入（不含税）')),
                        ('cost_source', models.CharField(choices=[('quoted', '报价成本'), ('reserved', '占用批次'), ('layers', '先进先出预估'), ('average', '移动平均预估'), ('replacement', '市场重置价'), ('issued', '实际出库'), ('none', '未知')], max_length=12, verbose_name='成本来源')),
                        ('cost_unit', models.DecimalField(blank=True, decimal_places=10, max_digits=24, null=True, verbose_name='单位成本')),
                        ('cost_material', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='材料成本')),
                        ('cost_freight', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='运费')),
                        ('cost_claims', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='索赔')),
                        ('cost_other', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='其他直接费用')),
                        ('cost_finance', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='资金成本')),
                        ('margin_rounding', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='尾差')),
                        ('margin_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='毛利')),
                        ('margin_percent', models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True, verbose_name='毛利率（%）')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='margins', to='crm.contract', verbose_name='合同')),
                        ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='margins', to='crm.contractline', verbose_name='合同行')),
                    ],
                    options={
                        'verbose_name': '毛利快照',
                        'verbose_name_plural': '毛利快照',
                        'ordering': ('contract', 'line__seq', 'seq'),
                        'indexes': [models.Index(fields=['-created_at', '-id'], name='crm_marginsnapshot_new'), models.Index(fields=['contract', 'line', 'seq'], name='crm_marginsnapshot_line')],
                        'constraints': [models.UniqueConstraint(fields=('line', 'seq'), name='crm_marginsnapshot_seq_once'), models.UniqueConstraint(condition=models.Q(('event_id__isnull', False)), fields=('line', 'event_id'), name='crm_marginsnapshot_event_once'), models.CheckConstraint(condition=models.Q(models.Q(('cost_material__isnull', True), ('margin_amount__isnull', True)), models.Q(('cost_material__isnull', False), ('margin_amount__isnull', False)), _connector='OR'), name='crm_marginsnapshot_cost_or_none'), backend.core.guards.AppendOnly(name='crm_marginsnapshot_append_only')],
                    },
                ),
            ],
        ),
    ]
