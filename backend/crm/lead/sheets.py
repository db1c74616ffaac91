"""Leads as rows of a sheet."""

from django.utils.translation import gettext_lazy as _

from backend.core.spreadsheet import plans
from backend.crm.lead.schemas import LEAD

plans.register(
    plans.Plan(
        LEAD,
        plans.derive(
            LEAD,
            "title",
            "source",
            "company",
            "contact_name",
            "contact_phone",
            "contact_email",
            "content",
            examples={
                "title": _("询 8mm 铜杆 20 吨"),
                "source": _("展会"),
                "company": _("无锡太湖电工有限公司"),
                "contact_name": _("王工"),
                "contact_phone": "13812345678",
            },
            aliases={
                "title": ("线索名称", "线索", "标题"),
                "company": ("公司名称", "客户名称", "单位"),
                "contact_name": ("姓名", "联系人姓名"),
                "contact_phone": ("手机", "手机号", "联系电话", "mobile", "phone"),
                "contact_email": ("email", "电子邮箱", "邮件"),
                "content": ("需求", "备注", "描述"),
                "source": ("线索来源", "渠道"),
            },
        ),
        keys=(("no",),),
        given=lambda on: {"on": on},
        hint=_("公司和联系人至少填写一个。"),
    )
)
