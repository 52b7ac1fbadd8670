"""scripts/browser_files.py: what the browser gets from packages, and that nothing else comes along."""

from pathlib import Path

import pytest

from scripts import browser_files

ROOT = Path(__file__).resolve().parents[2]
DRAWING = (
    '<!-- note --><svg class="c" width="24" viewBox="0 0 24 24" fill="none"\n stroke="currentColor">'
    '\n  <path d="M1 2" />\n</svg>'
)


def test_bootstrap_goes_into_the_base_layer_without_its_map() -> None:
    layered = browser_files.layered('@charset "UTF-8";a{b:c}\n/*# sourceMappingURL=x.css.map */')
    assert layered == '@charset "UTF-8";@layer base{a{b:c}}\n'


def test_symbol_keeps_the_paint_and_drops_the_size() -> None:
    assert browser_files.symbol("pen", DRAWING) == (
        '<symbol id="pen" viewBox="0 0 24 24" fill="none" stroke="currentColor"><path d="M1 2" /></symbol>'
    )


def test_symbol_refuses_what_is_not_a_drawing() -> None:
    with pytest.raises(browser_files.Missing):
        browser_files.symbol("pen", "<html></html>")


def test_list_of_icons_names_each_once() -> None:
    names = list(browser_files.icon_names(ROOT))
    assert len(names) == len(set(names))
    assert "life-buoy" in names


def test_sprite_holds_the_listed_icons_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "static" / "img" / "icons").mkdir(parents=True)
    (tmp_path / "static" / "icons.txt").write_text("# ours\npen: write\n\n")
    (tmp_path / "static" / "img" / "icons" / "pen.svg").write_text(DRAWING)
    (tmp_path / "static" / "img" / "icons" / "other.svg").write_text(DRAWING)
    assert browser_files.sprite(tmp_path).count("<symbol ") == 1


def test_installed_packages_give_exactly_these_files() -> None:
    assert set(browser_files.vendor_files(ROOT)) == {
        "bootstrap.min.css",
        "icons.svg",
        "nunito-sans-latin.woff2",
        "nunito-sans-latin-ext.woff2",
        "socket.io.esm.min.js",
    }


def test_lock_file_holds_hashes_and_no_addresses() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('    "node_modules/')


def test_missing_package_is_named_with_the_way_out() -> None:
    with pytest.raises(browser_files.Missing, match=r"node_modules/none\.js is missing: run npm ci"):
        browser_files.read(ROOT / "node_modules" / "none.js")
