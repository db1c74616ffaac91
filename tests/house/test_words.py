"""Every word on screen has its English, and who asks for English reads no Chinese."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import LazySettings
from django.utils.translation import override

from backend.core.http import problems
from backend.core.registry import resources
from scripts import messages
from tests.house_kit import Door, door_for, person

IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


def chinese(answer: Any) -> list[str]:
    """Find every Chinese text in an answer."""
    return [text for text in texts(answer) if IDEOGRAPH.search(text)]


def texts(answer: Any) -> Iterator[str]:
    """Walk through an answer, keys and all."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from texts(key)
            yield from texts(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from texts(value)
    elif isinstance(answer, str):
        yield answer


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the English apart, so that no test writes beside the sources."""
    folder = tmp_path_factory.mktemp("locale") / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with messages.CATALOGUE.open("rb") as words, (folder / "django.mo").open("wb") as file:
        write_mo(file, read_po(words))
    return folder.parent.parent


@pytest.fixture
def english(compiled: Path, settings: LazySettings) -> None:
    """Speak from the catalogue as it stands now."""
    settings.LOCALE_PATHS = [compiled]


@pytest.fixture
def guest(boss: Door, english: None) -> Door:
    """The boss, asking for English."""
    assert boss.client is not None
    boss.client.defaults.update(ENGLISH)
    return boss


def test_every_word_has_its_english_with_the_same_placeholders() -> None:
    assert messages.faults() == []


def test_new_words_wait_for_english_and_gone_words_come_back_with_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "django.po"
    monkeypatch.setattr(messages, "CATALOGUE", file)
    file.write_text(messages.HEADER + 'msgid "旧"\nmsgstr "Old"\n', encoding="utf-8")

    monkeypatch.setattr(messages, "found", lambda: {"新{no}"})
    messages.update()

    assert '#~ msgid "旧"\n#~ msgstr "Old"' in file.read_text(encoding="utf-8")
    assert messages.faults() == ["no English: 新{no}"]

    monkeypatch.setattr(messages, "found", lambda: {"旧"})
    messages.update()

    assert file.read_text(encoding="utf-8") == messages.HEADER + 'msgid "旧"\nmsgstr "Old"\n'
    assert messages.faults() == []


@pytest.mark.parametrize(
    ("chinese_word", "english_word", "fault"),
    [
        ("第{no}行", "Line {number}", "other placeholders"),
        ("第{no}行", "第 {no}", "Chinese in the English"),
        ("不行。", "No", "one is a sentence, the other is not"),
    ],
)
def test_a_careless_translation_is_named(
    chinese_word: str,
    english_word: str,
    fault: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "django.po"
    monkeypatch.setattr(messages, "found", lambda: {chinese_word})
    monkeypatch.setattr(messages, "CATALOGUE", file)
    file.write_text(
        f'{messages.HEADER}msgid "{chinese_word}"\nmsgstr "{english_word}"\n', encoding="utf-8"
    )

    assert messages.faults() == [f"{fault}: {chinese_word} / {english_word}"]


def test_words_are_found_in_code_under_any_name_and_in_templates() -> None:
    code = "from django.utils.translation import gettext as say\nsay('第{no}' '行')\nother('不')"
    page = (
        '{% translate "5% 以内" %}{% blocktranslate with n=x %}还有{{ n }}个{% endblocktranslate %}'
    )

    assert list(messages.in_python(code)) == ["第{no}行"]
    assert list(messages.in_template(page)) == ["5%% 以内", "还有%(n)s个"]


def test_placeholders_are_compared_by_name() -> None:
    assert messages.holes("{a}与%(b)s，{a:.2f}") == ["a", "b"]
    assert messages.holes("{{不是}} 5%") == []


def test_every_validation_sentence_is_english(english: None) -> None:
    with override("en"):
        said = [str(sentence) for sentence in problems.SENTENCES.values()]

    assert chinese(said) == []


def test_every_label_of_the_house_is_english(guest: Door) -> None:
    answer = guest.see("/meta")

    assert len(answer["documents"]) == len(resources())
    assert chinese(answer) == []


def test_a_refusal_of_a_party_is_english(guest: Door) -> None:
    refused = guest.post("/core/parties", {"name": "", "kind": "none", "uscc": 1, "no_such": 1})

    assert refused.status_code == 422
    assert refused.body["detail"] == "Some input is wrong. Check the marked fields."
    assert chinese(refused.body) == []


def test_a_rule_of_the_house_is_refused_in_english(guest: Door) -> None:
    refused = guest.post(
        "/core/parties", {"on": "2026-07-01", "name": "Acme", "uscc": "91310000MA1FL0000X"}
    )

    assert refused.status_code in (409, 422)
    assert chinese(refused.body) == []


def test_nobody_and_strangers_are_turned_away_in_english(english: None, db: None) -> None:
    stranger = door_for(person("stranger"))
    assert stranger.client is not None
    stranger.client.defaults.update(ENGLISH)

    forbidden = stranger.post("/core/parties", {"on": "2026-07-01", "name": "Acme"})

    assert forbidden.status_code == 403
    assert chinese(forbidden.body) == []


def test_without_a_wish_the_house_speaks_chinese(boss: Door, english: None) -> None:
    refused = boss.post("/core/parties", {"name": ""})

    assert refused.body["detail"] == "提交的内容有误，请检查标出的字段。"


@pytest.mark.parametrize("page", ["", "crm/contract/", "crm/contract/add/", "goods/weighticket/"])
def test_a_person_who_chose_english_reads_english_pages(
    page: str, boss: Door, english: None
) -> None:
    assert boss.client is not None
    assert boss.user is not None
    boss.user.language, boss.user.is_staff = "en", True
    boss.user.save()

    shown = boss.client.get(f"/admin/{page}").content.decode()

    body = shown.partition('id="content"')[2]  # the menu names languages in their own words
    assert body
    assert not IDEOGRAPH.findall(body)
