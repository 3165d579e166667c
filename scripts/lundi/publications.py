"""What was published, kept for good: every figure, label and sentence of every edition, in the state database.

A publication is one edition of one week in one language, as its artefacts say it; printing it again makes a new one
only where something differs. Nothing that is written here is ever changed: `lundi report --as-published` prints from it
alone. The figures of a section are stored once, however many publications they stand in.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lundi import __version__
from lundi.errors import LundiError
from lundi.reports.dataset import ReportData
from lundi.reports.figures import Figure, Section, edition_from, sections_of, words_from
from lundi.reports.words import Words, load_words
from lundi.warehouse.ledger import naive
from lundi.warehouse.state import DUCKDB_MARK, Executor

BATCH = 5000  # rows of one statement: Snowflake takes no list of values without end


@dataclass(frozen=True)
class Publication:
    """One edition as it was published: what it says and the words that it says it with."""

    publication_id: str
    as_of: datetime  # UTC, without zone
    number: int  # of this week, edition and language, from 1 on
    data: ReportData
    words: Words


@dataclass(frozen=True)
class Store:
    """The state, open, on either engine."""

    executor: Executor
    mark: str = DUCKDB_MARK

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple]:
        """The rows of a query, its blanks written `?`."""
        return self.executor.execute(statement.replace("?", self.mark), list(parameters)).fetchall()

    def insert(self, table: str, found: Sequence[tuple]) -> None:
        """Appends rows."""
        for start in range(0, len(found), BATCH):
            batch = found[start : start + BATCH]
            if self.mark == DUCKDB_MARK:
                # Row by row, as executemany goes, a Monday's figures would take DuckDB half a minute.
                columns = [list(column) for column in zip(*batch, strict=True)]
                self.executor.execute(f"insert into {table} select {', '.join(['unnest(?)'] * len(columns))}", columns)
            else:
                marks = ", ".join([self.mark] * len(batch[0]))
                self.executor.executemany(f"insert into {table} values ({marks})", batch)


@dataclass(frozen=True)
class _Prepared:
    place: int  # among the editions that were printed together: the page that lists them keeps their order
    data: ReportData
    sections: tuple[Section, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.data.iso_week, self.data.edition.edition_code, self.data.language

    @property
    def content_hash(self) -> str:
        """Of all that is printed, the words included."""
        ids = sorted(f"{section.code} {section.section_id}" for section in self.sections)
        return hashlib.sha256("\n".join(ids).encode()).hexdigest()


def keep_publications(store: Store, editions: Iterable[ReportData], as_of: datetime, run_id: str) -> int:
    """Appends what these editions say, all of it or nothing; gives the number of new publications.

    An edition that says what its last publication says is not published again.
    """
    prepared = [
        _Prepared(place, data, sections_of(data, load_words(data.language)))
        for place, data in enumerate(editions, start=1)
    ]
    store.executor.execute("begin")
    try:
        last = _last_of(store, {one.key[0] for one in prepared})
        new = [one for one in prepared if last.get(one.key, (0, ""))[1] != one.content_hash]
        _write(store, new, {key: number for key, (number, _) in last.items()}, naive(as_of), run_id)
        store.executor.execute("commit")
    except BaseException:
        store.executor.execute("rollback")
        raise
    return len(new)


def find_publications(
    store: Store,
    iso_week: str,
    language: str,
    published_until: datetime | None = None,
    number: int | None = None,
) -> list[Publication]:
    """The editions of a week as they were published last, the company's first.

    `published_until` (UTC): as they stood at that moment. `number`: those publications and no others. Raises LundiError
    where there is none, or where what is kept of one was changed.
    """
    wanted, parameters = ["iso_week = ?", "language = ?"], [iso_week, language]
    if published_until is not None:
        wanted, parameters = [*wanted, "as_of <= ?"], [*parameters, naive(published_until)]
    if number is not None:
        wanted, parameters = [*wanted, "publication_number = ?"], [*parameters, number]
    chosen = (
        f"select * from state.publications where {' and '.join(wanted)} qualify row_number() over "
        "(partition by edition_code order by as_of desc nulls last, publication_number desc nulls last) = 1"
    )
    heads = store.rows(
        "select publication_id, as_of, publication_number, data_hash, content_hash "
        f"from ({chosen}) as chosen order by edition_number, edition_code",
        parameters,
    )
    if not heads:
        raise _no_publication(store, iso_week)
    sections = _sections(store, chosen, parameters)
    return [_publication(head, sections[head[0]]) for head in heads]


def _last_of(store: Store, weeks: set[str]) -> dict[tuple[str, str, str], tuple[int, str]]:
    """The number and content of the last publication of each week, edition and language."""
    if not weeks:
        return {}
    marks = ", ".join("?" * len(weeks))
    found = store.rows(
        "select iso_week, edition_code, language, publication_number, content_hash from state.publications "
        f"where iso_week in ({marks}) qualify row_number() over "
        "(partition by iso_week, edition_code, language order by publication_number desc nulls last) = 1",
        sorted(weeks),
    )
    return {(week, edition, language): (number, content) for week, edition, language, number, content in found}


def _write(
    store: Store, new: Sequence[_Prepared], numbers: dict[tuple[str, str, str], int], as_of: datetime, run_id: str
) -> None:
    publications, contained = [], []
    figures: dict[str, Section] = {}
    for one in new:
        number = numbers.get(one.key, 0) + 1
        publication_id = "/".join((*one.key, str(number)))
        head = (publication_id, run_id, as_of, *one.key, one.place, number)
        publications.append((*head, one.data.data_hash, one.content_hash, __version__))
        contained += [(publication_id, as_of, section.code, section.section_id) for section in one.sections]
        figures |= {section.section_id: section for section in one.sections}
    known = _known_sections(store, list(figures), as_of)
    rows = [
        (section_id, as_of, number, figure.name, figure.value_type, figure.value)
        for section_id, section in figures.items()
        if section_id not in known
        for number, figure in enumerate(section.figures, start=1)
    ]
    for table, found in (("publications", publications), ("publication_sections", contained)):
        store.insert(f"state.{table}", found)
    store.insert("state.publication_figures", rows)


def _known_sections(store: Store, section_ids: Sequence[str], as_of: datetime) -> set[str]:
    """Those that stood at that moment: a past Monday made again keeps its own, since it reads none of a later one."""
    known: set[str] = set()
    for start in range(0, len(section_ids), BATCH):
        asked = section_ids[start : start + BATCH]
        marks = ", ".join("?" * len(asked))
        found = store.rows(
            f"select distinct section_id from state.publication_figures where as_of <= ? and section_id in ({marks})",
            [as_of, *asked],
        )
        known |= {row[0] for row in found}
    return known


def _sections(store: Store, chosen: str, parameters: Sequence[Any]) -> dict[str, list[Section]]:
    """The sections of the chosen publications."""
    contained = store.rows(
        "select sections.publication_id, sections.section_code, sections.section_id "
        f"from state.publication_sections as sections inner join ({chosen}) as chosen "
        "on sections.publication_id = chosen.publication_id order by 1, 2",
        parameters,
    )
    found = store.rows(
        "select distinct section_id, figure_number, figure_name, value_type, figure_value "
        "from state.publication_figures where section_id in ("
        "select section_id from state.publication_sections where publication_id in ("
        f"select publication_id from ({chosen}) as chosen)) order by section_id, figure_number",
        parameters,
    )
    figures: dict[str, list[Figure]] = defaultdict(list)
    for section_id, _, name, value_type, value in found:
        figures[section_id].append(Figure(name, value_type, value))
    sections: dict[str, list[Section]] = defaultdict(list)
    for publication_id, code, section_id in contained:
        section = Section(code, tuple(figures[section_id]))
        if section.section_id != section_id:
            raise _changed(publication_id, f"the figures of {code!r} are not those that were published")
        sections[publication_id].append(section)
    return sections


def _publication(head: tuple, sections: list[Section]) -> Publication:
    publication_id, as_of, number, data_hash, content_hash = head
    data = edition_from(sections, data_hash)
    if _Prepared(0, data, tuple(sections)).content_hash != content_hash:
        raise _changed(publication_id, "a part of it is gone")
    return Publication(publication_id, as_of, number, data, words_from(sections))


def _changed(publication_id: str, what: str) -> LundiError:
    return LundiError(
        f"publication {publication_id}: {what}",
        "publications are only ever appended to: restore the state database from a copy",
    )


def _no_publication(store: Store, iso_week: str) -> LundiError:
    weeks = [row[0] for row in store.rows("select distinct iso_week from state.publications order by iso_week")]
    known = f"weeks {', '.join(weeks)} were published" if weeks else "nothing was published yet: run `lundi monday`"
    return LundiError(f"there is no such publication of week {iso_week}", known)
