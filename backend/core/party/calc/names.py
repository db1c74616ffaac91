"""A company's name, taken apart: its core, its place, its branch; the legal form is dropped."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pypinyin import lazy_pinyin
from zhconv import convert

from backend.core.party.calc import places

_HAN = re.compile(r"[\u3400-\u9fff]")
_DOTS = re.compile(r"\.(?=[A-Z]{2,})")
_DROP = re.compile(r"[.'’`·]")
_OTHER = re.compile(r"[^0-9A-Z\u3400-\u9fff()]+")
_PAREN = re.compile(r"\(([^()]*)\)")
_BRANCH = re.compile(r"^(.*?(?:公司|厂|集团))(.{1,12}?(?:分公司|分厂|办事处|分行|分店|营业部))$")
_FORMS = (
    "集团股份有限公司", "集团有限责任公司", "集团有限公司", "股份有限公司", "有限责任公司",
    "股份公司", "有限公司", "集团公司", "个体工商户", "专业合作社", "合伙企业", "经营部", "门市部",
    "营业部", "工作室", "合作社", "总公司", "总厂", "集团", "商行", "商店", "公司", "厂",
)  # fmt: skip
_LATIN_FORMS_TEXT = (
    "CO COMPANY LTD LIMITED INC INCORPORATED CORP CORPORATION LLC LLP LP PLC GMBH AG KG MBH SE SA "
    "SAS SARL SRL SPA BV NV AB AS ASA OY OYJ APS PTE PTY PVT PRIVATE SDN BHD KK KABUSHIKI KAISHA "
    "GROUP HOLDING HOLDINGS JSC OOO ZAO PAO LTDA EIRL FZE FZC FZCO DMCC"
)
_LATIN_FORMS = frozenset(_LATIN_FORMS_TEXT.split())
_SHORT = {
    "INTL": "INTERNATIONAL", "INT": "INTERNATIONAL", "TECH": "TECHNOLOGY",
    "TECHNOLOGIES": "TECHNOLOGY", "MFG": "MANUFACTURING", "IND": "INDUSTRY",
    "INDUSTRIES": "INDUSTRY", "INDUSTRIAL": "INDUSTRY", "IMP": "IMPORT", "EXP": "EXPORT",
    "TRDG": "TRADING", "MATL": "MATERIAL", "MATERIALS": "MATERIAL", "METALS": "METAL",
    "CABLES": "CABLE", "ENG": "ENGINEERING", "ELEC": "ELECTRIC", "EQPT": "EQUIPMENT",
    "BROS": "BROTHERS", "PRODS": "PRODUCTS", "DEV": "DEVELOPMENT", "AND": "",
    "THE": "", "OF": "",
}  # fmt: skip


class Name(NamedTuple):
    """A name taken apart. `core` has no spaces, `tokens` are its words, `place` is in Chinese."""

    core: str
    tokens: tuple[str, ...]
    place: tuple[str, ...]
    branch: str

    @property
    def key(self) -> str:
        """This will write the normalised name: core, then place, then branch."""
        parts = [self.core, ",".join(self.place), self.branch]
        return "|".join(parts).rstrip("|")[:255]

    @property
    def is_chinese(self) -> bool:
        """This will tell whether the core is written in Chinese."""
        return bool(_HAN.search(self.core))

    @property
    def is_telling(self) -> bool:
        """This will tell whether the core says enough to know a company by it alone."""
        return len(self.core) >= (2 if self.is_chinese else 4)


@lru_cache(maxsize=20_000)
def read_name(text: str) -> Name:
    """This will take a name apart; a name that is nothing but a legal form is its own core."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = convert(plain, "zh-hans") if _HAN.search(plain) else plain
    plain = _DROP.sub("", _DOTS.sub(" ", plain))
    return _chinese(plain) if _HAN.search(plain) else _latin(plain)


def _chinese(text: str) -> Name:
    text = _OTHER.sub("", text)
    aside, text = _asides(text)
    branch = ""
    if found := _BRANCH.match(text):
        text, branch = found.group(1), found.group(2)
    place, rest = _leading(text)
    core = _without_form(rest)
    if not core:
        place, core = [], _without_form(text) or text
    kept = [word for word in aside if word not in places.WORLD and not _is_place(word)]
    where = {_plain_place(word) for word in [*place, *aside] if _is_place(word)}
    core += "".join(kept)
    return Name(core[:200], (core[:200],), tuple(sorted(where)), branch)


def _asides(text: str) -> tuple[list[str], str]:
    """What stands in brackets: a place, or a word such as the group's."""
    found = [word for word in _PAREN.findall(text) if word and word not in _FORMS]
    return found, _PAREN.sub("", text).replace("(", "").replace(")", "")


def _leading(text: str) -> tuple[list[str], str]:
    """Take province, city and county off the front, as long as a core is left."""
    found: list[str] = []
    while True:
        place, rest = _one_place(text)
        if not place or len(_without_form(rest)) < 2:
            return found, text
        found.append(place)
        text = rest


def _one_place(text: str) -> tuple[str, str]:
    for length in range(min(places.LONGEST, len(text)), 1, -1):
        place = text[:length]
        if place in places.CHINESE:
            rest = text[length:]
            for suffix in (*places.AUTONOMOUS, "省", "市", "县", "区"):
                if rest.startswith(suffix) and len(rest) > len(suffix):
                    return place, rest.removeprefix(suffix)
            return place, rest
    return "", text


def _is_place(word: str) -> bool:
    return _plain_place(word) in places.CHINESE or word in places.WORLD[:1]


def _plain_place(word: str) -> str:
    short = word[:-1] if len(word) > 2 and word[-1] in "省市县区" else word
    return short if short in places.CHINESE else word


def _without_form(text: str) -> str:
    while True:
        form = next((f for f in _FORMS if text.endswith(f)), "")
        if not form:
            return text
        if len(text) - len(form) < 1:
            return ""
        text = text[: -len(form)]


def _latin(text: str) -> Name:
    branch = ""
    words: list[str] = []
    where: set[str] = set()
    for aside in _PAREN.findall(text):
        found = places.PINYIN.get(_OTHER.sub("", aside))
        where |= {found} if found else set()
        words += [] if found else _words(aside)
    body = _words(_PAREN.sub(" ", text))
    if len(body) > 2 and body[-1] in ("BRANCH", "OFFICE"):
        branch, body = " ".join(body[-2:]), body[:-2]
    body = _no_forms(body)
    body = _no_places(body, where)
    tokens = tuple(_SHORT.get(word, word) for word in [*body, *words] if _SHORT.get(word, word))
    core = "".join(tokens)[:200] or "".join(_words(text))[:200]
    return Name(core, tokens or (core,), tuple(sorted(where)), branch)


def _words(text: str) -> list[str]:
    return _OTHER.sub(" ", text).replace("(", " ").replace(")", " ").split()


def _no_forms(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1] in _LATIN_FORMS:
        words = words[:-1]
    return words


def _no_places(words: list[str], where: set[str]) -> list[str]:
    """A place stands before the core or after it, in one word or two."""
    for size in (2, 1, 1):
        while len(words) > size and (found := places.PINYIN.get("".join(words[:size]))):
            where.add(found)
            words = words[size:]
    for size in (2, 1):
        if len(words) > size and (found := places.PINYIN.get("".join(words[-size:]))):
            where.add(found)
            words = _no_forms(words[:-size])
    return words


@lru_cache(maxsize=20_000)
def spelled(name: Name) -> str:
    """This will spell a Chinese core in pinyin, as its English name often begins."""
    return "".join(lazy_pinyin(name.core)).upper() if name.is_chinese else name.core
