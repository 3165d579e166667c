"""Renders editions into their files and writes what has changed; many editions share the machine's processors."""

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from lundi.reports.charts import draw_all, to_png
from lundi.reports.context import COMPANY, Context
from lundi.reports.dataset import ReportData
from lundi.reports.index import render_index
from lundi.reports.mail import Attachment, render_mail
from lundi.reports.page import render_page
from lundi.reports.paths import edition_stems, index_name
from lundi.reports.pdf import render_pdf
from lundi.reports.view import STORE, build_view
from lundi.reports.words import Words, speaking
from lundi.reports.workbook import render_workbook
from lundi.warehouse.processes import end_with

KINDS = ("pdf", "html", "xlsx", "eml")
KINDS_OF = {COMPANY: KINDS, "region": ("pdf", "html", "xlsx"), STORE: ("pdf", "xlsx")}
INDEX = "index"
WORKERS = 2
ALONE = 4  # fewer editions are done before a second process has started
CHUNK = 32  # at most so many at a time, so that progress is seen


Item = TypeVar("Item")
Result = TypeVar("Result")
Tell = Callable[[int, int], None]  # how many are done, of how many


def in_silence(done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Artefact:
    """A file of an edition and whether this rendering changed it."""

    path: Path
    kind: str  # pdf | html | xlsx | eml | index
    is_changed: bool
    edition_code: str = COMPANY


def render_editions(
    editions: Sequence[ReportData],
    folder: Path,
    recipients: str = "",
    words: Words | None = None,
    tell: Tell = in_silence,
) -> list[Artefact]:
    """Writes the files of every edition below `folder`, and the page that lists them where there are several.

    `words` are those of a publication, where one is printed again; default: those of the language's file. `tell` is
    called after each edition.
    """
    stems = edition_stems(editions)
    render = partial(_render_edition, folder=folder, recipients=recipients, words=words)
    written = spread(render, list(zip(editions, stems, strict=True)), tell=tell)
    artefacts = [artefact for of_edition in written for artefact in of_edition]
    if len(editions) > 1:
        with speaking(editions[0].language, words):
            page = render_index(editions, stems, KINDS_OF)
        artefacts.append(write_file(folder / index_name(editions[0].language), INDEX, page))
    return artefacts


def render_all(data: ReportData, folder: Path, recipients: str = "") -> list[Artefact]:
    """Writes one edition's files into `folder`; a file whose bytes would be the same is left alone."""
    return render_editions([data], folder, recipients)


def spread(
    work: Callable[[Item], Result], items: Sequence[Item], *, alone: int = ALONE, tell: Tell = in_silence
) -> list[Result]:
    """The work done on every item, in their order; on two processors where there are `alone` of them or more."""
    if len(items) < alone:
        return list(_told(map(work, items), len(items), tell))
    # Started afresh rather than forked: a fork would carry the locks of whatever thread the build left behind.
    context = multiprocessing.get_context("spawn")
    count, parent = min(WORKERS, os.cpu_count() or 1), os.getpid()
    with ProcessPoolExecutor(count, mp_context=context, initializer=end_with, initargs=(parent,)) as pool:
        chunk = min(CHUNK, max(1, len(items) // (WORKERS * 6)))
        return list(_told(pool.map(work, items, chunksize=chunk), len(items), tell))


def _told(results: Iterable[Result], total: int, tell: Tell) -> Iterator[Result]:
    for done, result in enumerate(results, start=1):
        tell(done, total)
        yield result


def render_bytes(data: ReportData, recipients: str = "") -> dict[str, bytes]:
    """An edition's files by kind; nothing is written."""
    data = data if data.data_hash else data.with_hash()
    ctx = Context.of(data)
    kinds = KINDS_OF[data.edition.edition_type]
    view = build_view(data)
    charts = draw_all(ctx)
    printed = {key: svg for key, svg in charts.items() if not key.endswith("_narrow")}
    contents = {"pdf": render_pdf(data, view, printed), "xlsx": render_workbook(data, view)}
    if "html" in kinds:
        contents["html"] = render_page(view, charts)
    if "eml" in kinds:
        picture = to_png(charts["days"]) if "days" in charts else None
        attachments = [Attachment(f"{ctx.file_stem}.{kind}", contents[kind], kind) for kind in ("pdf", "xlsx")]
        contents["eml"] = render_mail(data, view, picture, attachments, recipients)
    return {kind: contents[kind] for kind in kinds}


def _render_edition(
    edition: tuple[ReportData, str], folder: Path, recipients: str, words: Words | None
) -> list[Artefact]:
    data, stem = edition
    with speaking(data.language, words):
        contents = render_bytes(data, recipients)
    return [
        write_file(folder / f"{stem}.{kind}", kind, content, data.edition.edition_code)
        for kind, content in contents.items()
    ]


def write_file(path: Path, kind: str, content: bytes, edition_code: str = COMPANY) -> Artefact:
    """Puts a file in place in one rename, unless it stands there already."""
    if path.exists() and path.read_bytes() == content:
        return Artefact(path, kind, False, edition_code)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A reader sees the old file or the new one, never half of one.
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files private; the report is for whoever may read the folder.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Artefact(path, kind, True, edition_code)
