"""Fill static/vendor/ with the third-party files a browser loads, and nothing else.

Owns the way from node_modules/ (npm ci) to static/vendor/: Bootstrap's stylesheet put into a cascade layer,
the two woff2 files of Nunito Sans, the Socket.IO client, and one sprite of the icons in static/icons.txt.
Needs no network, writes a file only when its content changes, and removes what is no longer used.

    python scripts/browser_files.py          fill it
    python scripts/browser_files.py --check  change nothing; exit 1 if something is missing or stale
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONT_FILES = "@fontsource-variable/nunito-sans/files"
COPIES = {
    "nunito-sans-latin.woff2": f"{FONT_FILES}/nunito-sans-latin-wght-normal.woff2",
    "nunito-sans-latin-ext.woff2": f"{FONT_FILES}/nunito-sans-latin-ext-wght-normal.woff2",
    "socket.io.esm.min.js": "socket.io-client/dist/socket.io.esm.min.js",
}
BOOTSTRAP = "bootstrap/dist/css/bootstrap.min.css"
SOURCE_MAP = re.compile(r"\n?/[/*][#@] sourceMappingURL=[^\n]*")
OPENING_TAG = re.compile(r"<svg\b([^>]*)>", re.DOTALL)
ATTRIBUTE = re.compile(r"""([\w-]+)="([^"]*)\"""")
KEPT_ATTRIBUTES = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")


class Missing(Exception):
    """A file that the browser needs is not where it should be; the sentence says what to do."""


def main(arguments: list[str]) -> int:
    """Fill or check static/vendor/; returns the exit status."""
    vendor = ROOT / "static" / "vendor"
    try:
        wanted = vendor_files(ROOT)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    if "--check" in arguments:
        stale = sorted(name for name, content in wanted.items() if not is_same(vendor / name, content))
        if stale:
            print(f"static/vendor is stale: {', '.join(stale)}", file=sys.stderr)
        return 1 if stale else 0
    vendor.mkdir(parents=True, exist_ok=True)
    for unused in {path.name for path in vendor.iterdir()} - set(wanted):
        (vendor / unused).unlink()
    for name, content in wanted.items():
        if not is_same(vendor / name, content):
            (vendor / name).write_bytes(content)
    return 0


def vendor_files(root: Path) -> dict[str, bytes]:
    """Every file of static/vendor/ by name, as it should be."""
    modules = root / "node_modules"
    files = {name: without_source_map(name, read(modules / source)) for name, source in COPIES.items()}
    files["bootstrap.min.css"] = layered(read(modules / BOOTSTRAP).decode()).encode()
    files["icons.svg"] = sprite(root).encode()
    return files


def layered(stylesheet: str) -> str:
    """The stylesheet inside @layer base, so any rule of ours wins without a stronger selector.

    Wrapped here rather than by @import: an import would cost the phone one more round trip.
    """
    body = SOURCE_MAP.sub("", stylesheet.removeprefix('@charset "UTF-8";'))
    return f'@charset "UTF-8";@layer base{{{body}}}\n'


def without_source_map(name: str, content: bytes) -> bytes:
    """A script without the pointer to a map that we do not serve; other files as they are."""
    return SOURCE_MAP.sub("", content.decode()).encode() if name.endswith(".js") else content


def sprite(root: Path) -> str:
    """One SVG with a <symbol> for each icon of static/icons.txt, in that order."""
    symbols = "\n".join(symbol(name, icon_source(root, name)) for name in icon_names(root))
    credit = "<!-- Lucide (ISC licence) and our own marks; see static/icons.txt -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{credit}\n{symbols}\n</svg>\n'


def icon_names(root: Path) -> Iterator[str]:
    """Names in static/icons.txt, without comments and meanings."""
    for line in read(root / "static" / "icons.txt").decode().splitlines():
        name = line.partition("#")[0].partition(":")[0].strip()
        if name:
            yield name


def icon_source(root: Path, name: str) -> str:
    """The drawing called so: ours, else Lucide's."""
    own = root / "static" / "img" / "icons" / f"{name}.svg"
    lucide = root / "node_modules" / "lucide-static" / "icons" / f"{name}.svg"
    return read(own if own.exists() else lucide).decode()


def symbol(name: str, drawing: str) -> str:
    """The drawing as a <symbol>, keeping the attributes that paint it and dropping its size."""
    opening = OPENING_TAG.search(drawing)
    if opening is None:
        raise Missing(f"static/icons.txt: {name} is not an SVG drawing")
    attributes = dict(ATTRIBUTE.findall(opening.group(1)))
    kept = " ".join(f'{key}="{attributes[key]}"' for key in KEPT_ATTRIBUTES if key in attributes)
    inside = drawing[opening.end() : drawing.rindex("</svg>")]
    return f'<symbol id="{name}" {kept}>{" ".join(inside.split())}</symbol>'


def read(path: Path) -> bytes:
    """The file's bytes; Missing with the way out when it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Missing(f"{path.relative_to(ROOT)} is missing: run npm ci, then this again") from error


def is_same(path: Path, content: bytes) -> bool:
    """Whether the file already holds exactly this."""
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
