"""How a company is reached and paid: phones, domains, addresses and accounts in one form."""

import re
import unicodedata

from zhconv import convert

from backend.core.party.calc import places

CALLING = {
    "CN": "86", "HK": "852", "MO": "853", "TW": "886", "US": "1", "CA": "1", "GB": "44",
    "DE": "49", "FR": "33", "IT": "39", "ES": "34", "NL": "31", "BE": "32", "CH": "41",
    "AT": "43", "SE": "46", "NO": "47", "FI": "358", "DK": "45", "PL": "48", "TR": "90",
    "RU": "7", "IN": "91", "JP": "81", "KR": "82", "SG": "65", "MY": "60", "TH": "66",
    "VN": "84", "ID": "62", "PH": "63", "AE": "971", "SA": "966", "AU": "61", "NZ": "64",
    "BR": "55", "MX": "52", "CL": "56", "PE": "51", "ZA": "27", "EG": "20",
}  # fmt: skip
_FREE_MAIL_TEXT = (
    "qq.com vip.qq.com foxmail.com 163.com 126.com yeah.net vip.163.com sina.com sina.cn sohu.com "
    "139.com 189.cn wo.cn 21cn.com aliyun.com tom.com gmail.com googlemail.com outlook.com "
    "hotmail.com live.com msn.com yahoo.com yahoo.co.jp yahoo.com.cn icloud.com me.com aol.com "
    "gmx.com gmx.de web.de mail.ru yandex.ru yandex.com proton.me protonmail.com zoho.com "
    "naver.com hanmail.net"
)
FREE_MAIL = frozenset(_FREE_MAIL_TEXT.split())
_PLATFORMS_TEXT = (
    "1688.com alibaba.com made-in-china.com taobao.com tmall.com jd.com globalsources.com "
    "weixin.qq.com mp.weixin.qq.com weibo.com baidu.com facebook.com linkedin.com"
)
PLATFORMS = frozenset(_PLATFORMS_TEXT.split())
_EXTENSION = re.compile(r"(?:转|分机|EXT\.?|X)\s*\d+.*$", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}$")
_UNITS = re.compile(r"[省市区县镇乡村号]")
_NOT_WORD = re.compile(r"[^0-9A-Z\u3400-\u9fff]+")


def phone_key(text: str, *, country: str = "CN") -> str:
    """This will write a phone as E.164, or nothing when it cannot be one (no area code)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _EXTENSION.sub("", plain)
    digits = re.sub(r"\D", "", plain)
    if plain.startswith("+") or digits.startswith("00"):
        return _international(digits.removeprefix("00"))
    if country != "CN":
        code = CALLING.get(country, "")
        national = digits.removeprefix("0") if country != "IT" else digits
        return f"+{code}{national}" if code and 6 <= len(national) <= 12 else ""
    return _chinese(digits)


def _international(digits: str) -> str:
    if digits.startswith("86"):
        return _chinese(digits.removeprefix("86"))
    return f"+{digits}" if 8 <= len(digits) <= 15 else ""


def _chinese(digits: str) -> str:
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits.removeprefix("86")
    if re.fullmatch(r"1[3-9]\d{9}", digits) or re.fullmatch(r"[48]00\d{7}", digits):
        return f"+86{digits}"
    landline = digits.removeprefix("0")
    if re.fullmatch(r"(10|2\d)\d{8}|[3-9]\d{2}\d{7,8}", landline) and len(digits) >= 10:
        return f"+86{landline}"
    return ""


def is_mobile(key: str) -> bool:
    """This will tell whether an E.164 number is a Chinese mobile."""
    return re.fullmatch(r"\+861[3-9]\d{9}", key) is not None


def domain_of(text: str) -> str:
    """This will give the domain of a website or an e-mail; free mail and platforms give none."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    host = plain.rsplit("@", 1)[1] if "@" in plain and "/" not in plain else ""
    if not host and (found := _HOST.match(plain)):
        host = found.group(1)
    host = host.removeprefix("www.").strip(".")
    if not _DOMAIN.match(host) or host in FREE_MAIL or host in PLATFORMS:
        return ""
    return host[:100]


def address_key(text: str) -> str:
    """This will reduce an address to street and number; without a number it identifies nobody."""
    plain = convert(unicodedata.normalize("NFKC", text).upper(), "zh-hans")
    plain = _NOT_WORD.sub("", plain)
    if found := re.match(r"^.*?\d+号", plain):
        plain = found.group(0)
    for place in places.PROVINCES:
        plain = plain.removeprefix(place)
    plain = _UNITS.sub("", plain.removeprefix("省").removeprefix("市"))
    return plain[:200] if re.search(r"\d", plain) and len(plain) >= 5 else ""


def account_key(text: str) -> str:
    """This will write a bank account without gaps; a few digits identify nobody."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    return plain[:40] if len(plain) >= 8 else ""
