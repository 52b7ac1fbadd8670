"""What must not stand in any file of the house: dangerous calls, second doors, inline script.

Each search is a plain function from a text to the lines that break it, and is shown to find what it looks for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE_FOLDERS = ("telekat", "scripts", "bench", "tests")
NAMELESS = re.compile(r"^(utils?|helpers?|commons?|managers?|misc|tools?)$")
ASYNC_LIBRARIES = {"eventlet", "gevent"}
EXECUTED_WHEN_READ = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"}
DANGEROUS_CALLS = {
    *("eval", "exec", "builtins.eval", "builtins.exec", "os.system", "os.popen"),
    *("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load"),
}
LEFT_OUT = {f"pytest.{way}" for way in ("skip", "xfail", "importorskip")} | {
    f"pytest.mark.{mark}" for mark in ("skip", "skipif", "xfail")
}


def files(pattern: str, *folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(pattern) if path.is_file())


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def found(search: Callable[[str], list[str]], paths: list[Path]) -> list[str]:
    """What the search finds, with the file in front."""
    assert paths, "nothing to search: the folders have moved"
    return [f"{relative(path)}: {hit}" for path in paths for hit in search(path.read_text())]


# --- Python ---


def calls(text: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def imported_roots(text: str) -> set[str]:
    """Top names of imported packages, by statement or by a call with the name written out."""
    roots = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            roots.add((node.module or "").split(".")[0])
    for call, name in calls(text):
        if name in ("__import__", "import_module", "importlib.import_module") and call.args:
            roots.add(str(getattr(call.args[0], "value", "")).split(".")[0])
    return roots


def async_libraries(text: str) -> list[str]:
    return sorted(imported_roots(text) & ASYNC_LIBRARIES)


def dangers(text: str) -> list[str]:
    """Reading data that can run code, running text as code, running a shell."""
    hits = sorted(imported_roots(text) & EXECUTED_WHEN_READ)
    for call, name in calls(text):
        has_shell = any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in call.keywords)
        if name in DANGEROUS_CALLS or has_shell:
            hits.append(f"line {call.lineno}: {name}")
    return hits


def left_out_tests(text: str) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute))
    return [f"line {node.lineno}: {ast.unparse(node)}" for node in nodes if ast.unparse(node) in LEFT_OUT]


def nameless(paths: list[str]) -> list[str]:
    """Files and folders called after no thing: name what they do, or put it where it is used."""
    return [path for path in paths if any(NAMELESS.match(part.split(".")[0]) for part in path.split("/"))]


def test_only_the_process_edge_knows_the_async_libraries():
    paths = [path for path in files("*.py", "telekat") if not relative(path).startswith("telekat/core/edge/")]
    assert found(async_libraries, paths) == []


def test_no_source_runs_data_as_code():
    assert found(dangers, [*files("*.py", *SOURCE_FOLDERS), *ROOT.glob("*.py")]) == []


def test_no_test_is_left_out():
    assert found(left_out_tests, files("*.py", "tests")) == []


def test_every_file_is_named_for_what_it_does():
    paths = [*files("*.py", *SOURCE_FOLDERS), *files("*.js", "static/js"), *files("*", "templates", "static/css")]
    assert nameless([relative(path) for path in paths]) == []


@pytest.mark.parametrize(
    "text",
    [
        "import eventlet",
        "from gevent.pool import Pool",
        "def f():\n    import gevent.monkey",
        "import importlib\nimportlib.import_module('gevent.pool')",
        "__import__('eventlet')",
    ],
)
def test_async_library_is_found(text):
    assert async_libraries(text)


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from marshal import loads",
        "eval('1')",
        "import yaml\nyaml.load(open('x'))",
        "import os\nos.system('ls')",
        "import subprocess\nsubprocess.run('ls', shell=True)",
    ],
)
def test_danger_is_found(text):
    assert dangers(text)


def test_harmless_call_is_no_danger():
    assert dangers("import re\nre.compile('x')\nredis.eval('x')\nsubprocess.run(['ls'], shell=False)") == []


@pytest.mark.parametrize(
    "text", ["@pytest.mark.skip\ndef test_a(): ...", "def test_a():\n    pytest.xfail('later')"]
)
def test_left_out_test_is_found(text):
    assert left_out_tests(text)


def test_nameless_file_is_found():
    bad = ["telekat/rooms/utils.py", "static/js/core/helpers.js", "telekat/common/rows.py", "tests/manager.py"]
    assert nameless([*bad, "telekat/rooms/actions.py", "static/js/chat/list_view.js"]) == bad


# --- JavaScript ---


WORKER = "static/js/offline/worker.js"
"""Passes the browser's own requests on; it is no part of a page and cannot import the page's door."""


def code_of(script: str) -> str:
    """Without comments, the lines kept."""
    without_blocks = re.sub(r"/\*.*?\*/", lambda block: "\n" * block[0].count("\n"), script, flags=re.DOTALL)
    return re.sub(r"(^|\s)//[^\n]*", r"\1", without_blocks)


def matches(pattern: str, text: str) -> list[str]:
    lines = enumerate(text.splitlines(), start=1)
    return [f"line {number}: {match[0].strip()}" for number, line in lines for match in re.finditer(pattern, line)]


def socket_doors(script: str) -> list[str]:
    """Whoever opens a connection, by Socket.IO's io() or by hand."""
    return matches(r"(?<![\w.$])io\s*\(|vendor/socket\.io|new\s+WebSocket\b|new\s+EventSource\b", code_of(script))


def request_doors(script: str) -> list[str]:
    """Whoever asks the server: fetch, and its older and quieter brothers."""
    plain = r"(?<![\w.$])fetch\s*\("
    owned = r"\b(?:window|self|globalThis)\.fetch\b"
    return matches(rf"{plain}|{owned}|\bXMLHttpRequest\b|\bsendBeacon\b", code_of(script))


def markup_doors(script: str) -> list[str]:
    """Whatever makes elements or code out of text."""
    elements = r"\b(?:inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.write(?:ln)?\b|\bsetHTMLUnsafe\b"
    code = r"\bcreateContextualFragment\b|\bDOMParser\b|(?<![\w.$])eval\s*\(|\bnew\s+Function\b"
    return matches(f"{elements}|{code}", code_of(script))


@pytest.mark.parametrize(
    ("search", "door"),
    [(socket_doors, "static/js/core/socket.js"), (request_doors, "static/js/core/api.js"), (markup_doors, "")],
    ids=["socket", "request", "markup"],
)
def test_scripts_use_the_one_door(search, door):
    doors = {door} | ({WORKER} if search is request_doors else set())
    assert found(search, [path for path in files("*.js", "static/js") if relative(path) not in doors]) == []


@pytest.mark.parametrize(
    ("search", "script"),
    [
        (socket_doors, "const socket = io('/');"),
        (socket_doors, "import { io as open } from '../../vendor/socket.io.esm.min.js';"),
        (socket_doors, "new WebSocket(address)"),
        (request_doors, "const answer = await fetch('/api');"),
        (request_doors, "window.fetch('/api')"),
        (request_doors, "navigator.sendBeacon('/api')"),
        (markup_doors, "row.innerHTML = body;"),
        (markup_doors, "row['x'].insertAdjacentHTML('beforeend', body)"),
        (markup_doors, "new Function(body)()"),
    ],
)
def test_second_door_is_found(search, script):
    assert search(script) and search(f"/* more */ {script} // and more")


@pytest.mark.parametrize("search", [socket_doors, request_doors, markup_doors])
def test_comment_and_other_names_are_no_door(search):
    script = "/* io() and\n fetch() */\n// innerHTML\nradio(1); cache.fetch(1); prefetch(2); audio.io(3);"
    assert search(script) == []


# --- Templates ---


def inline_code(template: str) -> list[str]:
    """Script or style in the page itself, which the content policy refuses, and text let through unescaped."""
    markup = re.sub(r"\{#.*?#\}|<!--.*?-->", "", template, flags=re.DOTALL)
    unescaped = re.findall(r"\|\s*safe\b|autoescape\s+false", markup)
    bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "~", markup, flags=re.DOTALL)
    tags = re.findall(r"<[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>", bare)
    return unescaped + [tag for tag in tags if is_inline(tag)]


def is_inline(tag: str) -> bool:
    """A script without its own file (save data as JSON), a style element, a style or on... attribute, a javascript: link."""
    names_only = re.sub(r"\"[^\"]*\"|'[^']*'", '""', tag)
    if re.match(r"<style\b", tag, re.IGNORECASE):
        return True
    if re.match(r"<script\b", tag, re.IGNORECASE) and not re.search(r"\ssrc\s*=", names_only):
        return 'type="application/json"' not in tag
    has_attribute = re.search(r"[\s~/](?:style|on[a-z]+|srcdoc)\s*=", names_only, re.IGNORECASE)
    return bool(has_attribute or re.search(r"=\s*[\"']?\s*javascript:", tag, re.IGNORECASE))


def test_templates_have_no_inline_code():
    assert found(inline_code, files("*.html", "templates")) == []


@pytest.mark.parametrize(
    "template",
    [
        "<script>start()</script>",
        "<SCRIPT type='module'>start()</SCRIPT>",
        '<script type="importmap">{}</script>',
        "<style>p { color: red }</style>",
        '<p class="a" style="color: red">',
        '<p{% if wide > 2 %} style="width: {{ wide }}px"{% endif %}>',
        "<button\n  onclick='go()'>",
        '<a href="javascript:go()">',
        "{{ body|safe }}",
        "{% autoescape false %}",
    ],
)
def test_inline_code_is_found(template):
    assert inline_code(template)


@pytest.mark.parametrize(
    "template",
    [
        '<script type="module" nonce="{{ n }}" src="{{ static(\'a.js\') }}"></script>',
        '<script type="application/json" id="data">{{ page|tojson }}</script>',
        '<time data-style="short" title="once a day = on=time">{{ moment(at, style="both") }}</time>',
        "{# <p style='x'> #}<!-- <script>x</script> -->",
    ],
)
def test_strict_markup_passes(template):
    assert inline_code(template) == []
