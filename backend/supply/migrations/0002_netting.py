import backend.core.ids
import backend.core.together
import backend.supply.netting.flow
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_people_from_outside'),
        ('core', '__first__'),
        ('crm', '0004_progress'),
        ('supply', '0001_initial'),
    ]

    operations = [
        backend.core.together.Together(
            operations=[
                migrations.CreateModel(
                    name='Netting',
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
                        ('state', models.CharField(default='draft', max_length=24, verbose_name='状态')),
                        ('netted_on', models.DateField(verbose_name='抵账日期')),
                        ('currency', models.CharField(default='CNY', max_length=3, verbose_name='币种')),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='抵账金额')),
                        ('amount_words', models.CharField(blank=True, max_length=120, verbose_name='大写金额')),
                        ('agreed_by', models.CharField(blank=True, max_length=64, verbose_name='对方确认人')),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='复核时间')),
                        ('void_reason', models.CharField(blank=True, max_length=500, verbose_name='作废原因')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='备注')),
                        ('confirmed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                        ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='创建人')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.party', verbose_name='对方单位')),
                        ('payment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supply.payment', verbose_name='抵账付款')),
                        ('receipt', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crm.receipt', verbose_name='抵账回款')),
                        ('refund', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supply.payment', verbose_name='抵账退款')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='所属单元')),
                    ],
                    options={
                        'verbose_name': '抵账单',
                        'verbose_name_plural': '抵账单',
                        'abstract': False,
                        'indexes': [models.Index(fields=['-created_at', '-id'], name='supply_netting_new'), models.Index(fields=['owner', '-created_at', '-id'], name='supply_netting_own'), models.Index(fields=['unit', '-created_at', '-id'], name='supply_netting_unit'), django.contrib.postgres.indexes.GinIndex(fields=['search_grams'], name='supply_netting_find')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('no', ''), _negated=True), fields=('no',), name='supply_netting_no'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='supply_netting_positive'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('created_by')), _negated=True), _connector='OR'), name='supply_netting_confirmed_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('payment__isnull', False), _connector='OR'), name='supply_netting_confirmed_moved')],
                    },
                    bases=(backend.supply.netting.flow.NettingFlow, models.Model),
                ),
                migrations.CreateModel(
                    name='NettingLine',
                    fields=[
                        ('id', models.UUIDField(default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                        ('seq', models.PositiveSmallIntegerField(verbose_name='序号')),
                        ('side', models.CharField(choices=[('ours', '我方欠对方'), ('theirs', '对方欠我方')], max_length=6, verbose_name='方向')),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='抵账金额')),
                        ('netting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='supply.netting', verbose_name='抵账单')),
                        ('payable', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='netting_lines', to='supply.payable', verbose_name='应付款')),
                        ('plan_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='netting_lines', to='crm.planline', verbose_name='应收计划')),
                    ],
                    options={
                        'verbose_name': '抵账明细',
                        'verbose_name_plural': '抵账明细',
                        'ordering': ['seq'],
                        'constraints': [models.UniqueConstraint(fields=('netting', 'seq'), name='supply_nettingline_seq_once'), models.UniqueConstraint(condition=models.Q(('payable__isnull', False)), fields=('netting', 'payable'), name='supply_nettingline_payable_once'), models.UniqueConstraint(condition=models.Q(('plan_line__isnull', False)), fields=('netting', 'plan_line'), name='supply_nettingline_receivable_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='supply_nettingline_positive'), models.CheckConstraint(condition=models.Q(models.Q(('payable__isnull', False), ('plan_line__isnull', True)), models.Q(('payable__isnull', True), ('plan_line__isnull', False), ('side', 'theirs')), _connector='OR'), name='supply_nettingline_one_debt')],
                    },
                ),
                migrations.RemoveField(
                    model_name='inspectionvalue',
                    name='characteristic',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='created_by',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='decided_by',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='line',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='measured_by',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='owner',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='party',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='plan',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='product',
                ),
                migrations.RemoveField(
                    model_name='inspection',
                    name='unit',
                ),
                migrations.RemoveField(
                    model_name='inspectionvalue',
                    name='inspection',
                ),
                migrations.RemoveField(
                    model_name='inspectionplan',
                    name='created_by',
                ),
                migrations.RemoveField(
                    model_name='inspectionplan',
                    name='owner',
                ),
                migrations.RemoveField(
                    model_name='inspectionplan',
                    name='product',
                ),
                migrations.RemoveField(
                    model_name='inspectionplan',
                    name='unit',
                ),
                migrations.AddField(
                    model_name='goodsreceipt',
                    name='shown_to',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.party', verbose_name='对外可见方'),
                ),
                migrations.AddField(
                    model_name='goodsreceiptline',
                    name='serials',
                    field=models.JSONField(blank=True, default=list, verbose_name='序列号'),
                ),
                migrations.AddField(
                    model_name='payment',
                    name='netting_no',
                    field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='抵账单'),
                ),
                migrations.AddField(
                    model_name='pricesettlement',
                    name='shown_to',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.party', verbose_name='对外可见方'),
                ),
                migrations.AddField(
                    model_name='supplierstatement',
                    name='shown_to',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.party', verbose_name='对外可见方'),
                ),
                migrations.AlterField(
                    model_name='goodsreceiptline',
                    name='accepted',
                    field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='合格重量'),
                ),
                migrations.AlterField(
                    model_name='goodsreceiptline',
                    name='difference',
                    field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='磅差'),
                ),
                migrations.AlterField(
                    model_name='goodsreceiptline',
                    name='net',
                    field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='我方净重'),
                ),
                migrations.AlterField(
                    model_name='goodsreceiptline',
                    name='payable_weight',
                    field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='应付重量'),
                ),
                migrations.AlterField(
                    model_name='goodsreceiptline',
                    name='rejected',
                    field=models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=14, verbose_name='拒收重量'),
                ),
                migrations.AlterField(
                    model_name='goodsreceiptline',
                    name='settle_weight',
                    field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='结算重量'),
                ),
                migrations.AlterField(
                    model_name='goodsreceiptline',
                    name='their_weight',
                    field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='对方重量'),
                ),
                migrations.AlterField(
                    model_name='supplierentry',
                    name='kind',
                    field=models.CharField(choices=[('receipt', '收货'), ('receipt_back', '收货冲回'), ('settlement', '结算差额'), ('processing', '加工费'), ('payment', '付款'), ('payment_back', '付款退回'), ('refund', '供应商退款'), ('offset', '抵账'), ('offset_back', '抵账冲回')], max_length=16, verbose_name='类型'),
                ),
                migrations.DeleteModel(
                    name='Characteristic',
                ),
                migrations.DeleteModel(
                    name='Inspection',
                ),
                migrations.DeleteModel(
                    name='InspectionValue',
                ),
                migrations.DeleteModel(
                    name='InspectionPlan',
                ),
            ],
        ),
        migrations.RunSQL(
            [
                "UPDATE supply_goodsreceipt SET shown_to_id = party_id WHERE posted_at IS NOT NULL",
                "UPDATE supply_supplierstatement SET shown_to_id = party_id WHERE sent_at IS NOT NULL",
                "UPDATE supply_pricesettlement SET shown_to_id = party_id WHERE state IN ('confirmed', 'reversed')",
            ],
            migrations.RunSQL.noop,
        ),
    ]
