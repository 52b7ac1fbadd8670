"""What the content policy and the house ask of templates and styles, checked on the files themselves."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
# Set by scripts on an element whose size is only known there; each is read with a fallback.
SET_BY_SCRIPT = {"--tk-composer"}

COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
INLINE_STYLE = re.compile(r"<style\b|<[^>]*\sstyle\s*=")
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']")
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
ICON_NAME = re.compile(r"\b(?:icon_?|icon_of)\(\s*'([\w-]+)'|\bicon='([\w-]+)'")
LINKED = re.compile(r"static\('((?:css|js|img)/[\w./-]+)'\)")


def without_comments(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def test_no_template_carries_a_style() -> None:
    assert [path.name for path in TEMPLATES if INLINE_STYLE.search(without_comments(path))] == []


def test_no_template_carries_an_event_handler() -> None:
    assert [path.name for path in TEMPLATES if HANDLER.search(without_comments(path))] == []


def test_scripts_have_a_source_and_a_nonce_or_are_data() -> None:
    for path in TEMPLATES:
        for attributes, body in SCRIPT.findall(without_comments(path)):
            is_data = 'type="application/json"' in attributes
            is_module = 'nonce="{{ csp_nonce }}"' in attributes and "src=" in attributes and not body.strip()
            assert is_data or is_module, f"{path.name}: <script{attributes}>"


def test_every_named_icon_is_in_the_sprite_list() -> None:
    listed = {line.partition(":")[0].strip() for line in (ROOT / "static" / "icons.txt").read_text().splitlines()}
    for path in TEMPLATES:
        named = {one or other for one, other in ICON_NAME.findall(without_comments(path))}
        assert named <= listed, f"{path.name}: {sorted(named - listed)}"


def test_every_linked_file_is_there() -> None:
    for path in TEMPLATES:
        for name in LINKED.findall(without_comments(path)):
            assert (ROOT / "static" / name).is_file(), f"{path.name}: {name}"


def test_styles_use_only_tokens_that_exist() -> None:
    sheets = {path.name: path.read_text() for path in SHEETS}
    known = {name for text in sheets.values() for name in re.findall(r"(--tk-[\w-]+)\s*:", text)} | SET_BY_SCRIPT
    for name, text in sheets.items():
        used = set(re.findall(r"var\((--tk-[\w-]+)", text))
        assert used <= known, f"{name}: {sorted(used - known)}"


def test_colours_are_written_in_tokens_only() -> None:
    allowed = {"tokens.css", "print.css"}
    written = {path.name: re.findall(r"(?<![\w-])#[0-9a-f]{3,8}\b(?![^{]*\{)", path.read_text()) for path in SHEETS}
    assert {name for name, colours in written.items() if colours and name not in allowed} <= {"base.css"}


def test_sheets_are_well_formed() -> None:
    for path in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert text.count("{") == text.count("}"), path.name
