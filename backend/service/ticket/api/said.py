"""The words of the pages strangers read, in Chinese and in English."""

from backend.service.ticket.flow import State

TEXTS: dict[str, tuple[str, str]] = {
    "language": ("English", "中文"),
    "machine": ("设备", "Machine"),
    "model": ("型号", "Model"),
    "serial": ("序列号", "Serial number"),
    "warranty": ("质保", "Warranty"),
    "yes": ("在保", "Covered"),
    "no": ("不在保", "Not covered"),
    "report": ("报修", "Report a problem"),
    "what": ("出了什么问题？", "What is wrong?"),
    "down": ("设备已停机", "The machine has stopped"),
    "more": ("补充说明（选填）", "More (optional)"),
    "text": ("说明", "Description"),
    "photo": ("照片", "Photo"),
    "name": ("姓名", "Name"),
    "phone": ("电话", "Phone"),
    "send": ("提交报修", "Send"),
    "privacy": (
        "电话仅用于联系您处理本次报修。",
        "Your phone number is used only to reach you about this report.",
    ),
    "thanks": ("已收到您的报修", "We have your report"),
    "joined": (
        "这台设备刚刚已有人报修，您的说明已并入同一张服务单。",
        "Somebody has just reported this machine; your words were added to the same ticket.",
    ),
    "keep": (
        "请保存本页链接，可随时查看进度。",
        "Keep the link of this page to see how far it is.",
    ),
    "robot": ("感谢您的反馈。", "Thank you."),
    "ticket": ("服务单", "Ticket"),
    "reported": ("报修时间", "Reported"),
    "symptom": ("现象", "Symptom"),
    "state": ("进度", "Progress"),
    "said": ("沟通记录", "Messages"),
    "you": ("您", "You"),
    "us": ("服务人员", "Service"),
    "nothing": ("暂无消息", "No messages yet"),
    "write": ("留言", "Write to us"),
    "message": ("内容", "Message"),
    "post": ("发送", "Send"),
    "cost": ("费用确认", "Cost"),
    "cost_hint": (
        "本次服务不在保障范围内，请确认以下费用后我们开始处理。",
        "This service is not covered. We begin once you accept the cost below.",
    ),
    "accept": ("同意费用", "Accept"),
    "refuse": ("不同意", "Decline"),
    "accepted": ("您已同意该费用。", "You have accepted the cost."),
    "refused": ("您未同意该费用，我们会与您联系。", "You declined the cost. We will contact you."),
    "closes": (
        "如仍有问题，请在此日期前告诉我们：",
        "If anything is still wrong, please tell us before",
    ),
    "again": ("问题没有解决", "Not solved"),
    "again_why": ("还有什么问题？", "What is still wrong?"),
    "rate": ("评价本次服务", "Rate this service"),
    "sorry": ("抱歉", "Sorry"),
    "slow": (
        "提交过于频繁，请几分钟后再试；紧急情况请直接致电您的服务人员。",
        "Too many requests. Please try again in a few minutes, or call your service contact.",
    ),
    "choose": ("请选择一种现象。", "Please choose what is wrong."),
}
STEPS: dict[str, tuple[str, str]] = {
    State.NEW: ("已受理，等待安排", "Received"),
    State.TRIAGED: ("已受理，等待安排", "Received"),
    State.ASSIGNED: ("已安排服务人员", "Somebody is assigned"),
    State.IN_PROGRESS: ("正在处理", "Being handled"),
    State.WAITING_CUSTOMER: ("等待您的答复", "Waiting for your answer"),
    State.WAITING_PARTS: ("等待备件", "Waiting for parts"),
    State.WAITING_SUPPLIER: ("等待供应商", "Waiting for a supplier"),
    State.RESOLVED: ("已解决", "Solved"),
    State.REOPENED: ("重新处理", "Taken up again"),
    State.CLOSED: ("已关闭", "Closed"),
    State.CANCELLED: ("已取消", "Cancelled"),
}


def texts(language: str) -> dict[str, str]:
    """This will give every word of the pages in a language."""
    return {key: pair[language == "en"] for key, pair in TEXTS.items()}


def step(state: str, language: str) -> str:
    """This will say how far a ticket is, as a customer needs to know it."""
    pair = STEPS.get(state)
    return "" if pair is None else pair[language == "en"]


def masked(serial: str) -> str:
    """This will leave the end of a serial number, enough to tell two machines apart."""
    return "••••" + serial[-4:] if len(serial) > 6 else "••" + serial[-2:]
