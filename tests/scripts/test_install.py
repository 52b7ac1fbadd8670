"""scripts/install.py: a start finds everything in place without starting anything, and still notices every change."""

from pathlib import Path

import pytest

from scripts import install


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A .venv with an interpreter behind a link, and a pip."""
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (tmp_path / "python3").write_text("an interpreter")
    (folder / "bin" / "python").symlink_to(tmp_path / "python3")
    (folder / "bin" / "pip").write_text(f"#!{folder}/bin/python")
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", folder)
    monkeypatch.setattr(install, "PYTHON", folder / "bin" / "python")
    return folder


@pytest.fixture
def asked(venv: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Each interpreter that was started to see whether it works; all do."""
    started: list[Path] = []
    monkeypatch.setattr(install, "is_ours", lambda python: started.append(python) or True)
    return started


def test_venv_that_was_found_well_is_not_tried_again(venv: Path, asked: list[Path]):
    install.make_venv()
    install.make_venv()
    assert len(asked) == 1


@pytest.mark.parametrize("change", ["exchanged interpreter", "another python", "no pip", "moved folder"])
def test_venv_that_changed_is_tried_again(
    venv: Path, asked: list[Path], monkeypatch: pytest.MonkeyPatch, change: str
):
    install.make_venv()
    if change == "exchanged interpreter":
        (venv.parent / "python3").write_text("a newer interpreter")
    elif change == "another python":
        (venv / "bin" / "python").unlink()
        (venv / "bin" / "python").write_text("another")
    elif change == "no pip":
        (venv / "bin" / "pip").unlink()
    else:
        moved = venv.rename(venv.with_name("elsewhere"))
        monkeypatch.setattr(install, "VENV", moved)
        monkeypatch.setattr(install, "PYTHON", moved / "bin" / "python")
    install.make_venv()
    assert len(asked) == 2


def test_finished_step_is_done_again_for_another_lock_or_when_its_work_is_gone(venv: Path):
    (venv.parent / "lock.txt").write_text("one==1")
    made, calls = venv / "made", []

    def step() -> None:
        calls.append(1)
        made.touch()

    def start() -> int:
        install.once("step", ["lock.txt"], step, standing=[made])
        return len(calls)

    assert [start(), start()] == [1, 1]
    (venv.parent / "lock.txt").write_text("one==2")
    assert [start(), start()] == [2, 2]
    made.unlink()
    assert [start(), start()] == [3, 3]


def test_browser_files_are_looked_at_in_every_start(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(install, "once", lambda *_, **__: None)
    looked: list[str] = []
    monkeypatch.setattr(install.runpy, "run_path", lambda path: {"main": lambda words: looked.append(path) or 0})
    install.install_browser_files()
    assert looked == ["scripts/browser_files.py"]
    monkeypatch.setattr(install.runpy, "run_path", lambda path: {"main": lambda words: 1})
    with pytest.raises(install.CannotInstall):
        install.install_browser_files()
