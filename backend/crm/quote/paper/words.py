"""The fixed words of a quote in Chinese and English."""

ZH, EN, BOTH = "zh", "en", "both"

WORDS: dict[str, tuple[str, str]] = {
    "title": ("报价单", "QUOTATION"),
    "no": ("编号", "No."),
    "to": ("致", "To"),
    "phone": ("电话", "Tel"),
    "made_on": ("报价日期", "Date"),
    "valid_until": ("有效期至", "Valid until"),
    "draft": ("未生效", "DRAFT"),
    "currency": ("币种税率", "Currency / VAT"),
    "revision": ("版次", "Revision"),
    "their_no": ("询价编号", "Your ref."),
    "term": ("贸易术语", "Trade term"),
    "greeting": (
        "承蒙询价，现就下列货物报价如下：",
        "Thank you for your inquiry. We are pleased to offer as follows:",
    ),
    "seq": ("行", "No."),
    "product": ("品名", "Description"),
    "grade": ("牌号／规格", "Grade / spec."),
    "brands": ("可交品牌", "Brands"),
    "any": ("不限", "any"),
    "quantity": ("数量（吨）", "Quantity (t)"),
    "tolerance": ("溢短装", "Tolerance"),
    "firm_price": ("单价", "Unit price"),
    "open_price": ("暂定单价", "Provisional price"),
    "firm_amount": ("金额", "Amount"),
    "open_amount": ("暂估金额", "Provisional amount"),
    "total": ("合计", "Total"),
    "in_words": ("大写", "In words"),
    "price": ("价格", "Price"),
    "lead": ("交期", "Lead time"),
    "substitutes": ("可替代", "Substitutes"),
    "estimate": (
        "上述金额按暂定单价估算，最终以实际结算重量与最终单价为准，多退少补。",
        "Amounts are provisional; the final invoice follows settled weight and final price.",
    ),
    "payment": ("付款", "Payment"),
    "part": ("期次", "No."),
    "basis": ("金额计算", "Basis"),
    "due": ("付款时间", "Due"),
    "method": ("方式", "Method"),
    "transfer": ("电汇", "T/T"),
    "share": ("按估算金额计", "Estimated amount"),
    "delivery": ("交货", "Delivery"),
    "place": ("交货地点", "Place"),
    "mode": ("交货方式", "Mode"),
    "latest": ("最晚交付日", "Latest delivery"),
    "quality": ("质量与特殊要求", "Quality and special requirements"),
    "other": ("其他约定", "Other terms"),
    "validity": ("有效期", "Validity"),
    "binding": (
        "本报价在有效期内对我方有约束力，以双方签署的合同为准。",
        "This offer binds us within its validity and is subject to a contract signed by both.",
    ),
    "account": ("收款账户", "Account"),
    "offered_by": ("报价方（盖章）", "For the seller"),
    "confirmed_by": ("客户确认", "Confirmed by the buyer"),
    "date": ("日期", "Date"),
    "print": ("内容指纹", "Content hash"),
}

REQUIREMENTS = {
    "packaging": ("包装", "Packaging"),
    "label": ("标签", "Label"),
    "quality": ("质量", "Quality"),
    "delivery": ("交货", "Delivery"),
    "document": ("单证", "Documents"),
}
SIDES = {"buyer": ("买方", "buyer"), "seller": ("卖方", "seller")}
KINDS = {
    "settle": ("结算价", "settlement price"),
    "weighted": ("加权平均价", "weighted average price"),
    "close": ("收盘价", "closing price"),
    "mean": ("均价", "mean price"),
    "spot_mean": ("现货均价", "spot mean price"),
}
TRIGGERS = {
    "signing": ("合同签署之日起", "signing of the contract"),
    "before_release": ("每批货物提货之前", "before each release of goods"),
    "delivered": ("货物发出之日起", "dispatch of the goods"),
    "signed": ("买方签收货物之日起", "receipt of the goods by the buyer"),
    "invoice": ("收到增值税专用发票之日起", "receipt of the invoice"),
    "final_settlement": ("双方确认最终结算单之日起", "the final settlement statement"),
}


def pick(pair: tuple[str, str], language: str, *, joint: str = " ") -> str:
    """This will give a text in a language, or in both, the Chinese first."""
    if language == BOTH:
        return joint.join(pair)
    return pair[language == EN]


def labels(language: str) -> dict[str, str]:
    """This will give every fixed word of the paper in a language."""
    return {key: pick(pair, language) for key, pair in WORDS.items()}
