"""The project's Markdown pages as HTML: links between them lead to pages, everything else stays text."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath

from markdown_it import MarkdownIt
from markdown_it.token import Token

OUTSIDE = re.compile(r"^(https?:|mailto:)")


@dataclass(frozen=True)
class Page:
    """One page: where it lies on the site, its title and its content as HTML."""

    path: str
    title: str
    body: str


def handbook(root: Path) -> list[Page]:
    """README, contributing, changes, docs/ and its decisions, in that order. `root` is the project's folder."""
    sources = [
        *(root / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *sorted((root / "docs").glob("*.md")),
        *sorted((root / "docs" / "decisions").glob("*.md")),
    ]
    names = [source.relative_to(root).as_posix() for source in sources]
    known = set(names)
    pictures = {path.relative_to(root).as_posix() for path in (root / "docs" / "images").glob("*")}
    return [
        page_of(name, source.read_text(encoding="utf-8"), known, pictures)
        for name, source in zip(names, sources, strict=True)
    ]


def page_of(name: str, text: str, known: Iterable[str], pictures: Iterable[str] = ()) -> Page:
    """One Markdown file as a page; `known` are the files that become pages, `pictures` those that are copied."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    titles = _name_headings(tokens)
    for token in _all(tokens):
        if token.type == "link_open":
            _lead(token, name, set(known))
        if token.type == "image":
            target = normpath(join(dirname(name), str(token.attrs["src"])))
            token.attrs["src"] = target_from(name, target) if target in set(pictures) else ""
    body = parser.renderer.render(tokens, parser.options, {})
    return Page(
        page_path(name),
        titles[0] if titles else name,
        body.replace("<table>", '<div class="scroll"><table>').replace("</table>", "</table></div>"),
    )


def page_path(name: str) -> str:
    """Where a Markdown file lies on the site."""
    return f"{name.removesuffix('.md')}.html"


def target_from(page: str, target: str) -> str:
    """The address of a file of the site, seen from the page of a Markdown file."""
    return "../" * page.count("/") + target


def anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    plain = unicodedata.normalize("NFC", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")


def _name_headings(tokens: list[Token]) -> list[str]:
    titles, taken = [], {}
    for opened, inline in pairwise(tokens):
        if opened.type != "heading_open":
            continue
        title = "".join(part.content for part in inline.children or () if part.type in ("text", "code_inline"))
        name = anchor(title)
        taken[name] = taken.get(name, -1) + 1
        opened.attrs["id"] = f"{name}-{taken[name]}" if taken[name] else name
        titles.append(title)
    return titles


def _all(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _lead(token: Token, name: str, known: set[str]) -> None:
    address = str(token.attrs["href"])
    if OUTSIDE.match(address) or address.startswith("#"):
        return
    file, _, heading = address.partition("#")
    target = normpath(join(dirname(name), file))
    if target in known:
        token.attrs["href"] = target_from(name, page_path(target)) + (f"#{heading}" if heading else "")
    else:
        # A file of the repository: named by the link's text, and not on the site.
        del token.attrs["href"]
