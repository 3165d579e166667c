"""Where any of some values still stands: in every column of every table of databases, and in files of every kind.

A byte search would miss most of it: databases, Parquet, workbooks and PDF are compressed. So each file is read as what
it is, its values decoded, text and JSON looked into. What could not be read is told, never passed over. Nothing that
this module gives back holds a value that was searched for.
"""

import gzip
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pypdfium2

from lundi.warehouse.load_sql import literal, quoted

DATABASE_MARK = b"DUCK"  # at byte 8 of every DuckDB file
TEXT_CHUNK = 1 << 20
SEPARATOR = "\x1f"
LONGEST_VALUE = 300
# A shorter value stands in too much by chance: it counts where it is the whole value of a column, not within a text.
SHORTEST_WITHIN_TEXT = 5
# With more values than this, texts are taken apart at these marks and their words looked up: a value that has a space
# within is then found as a whole value alone.
MOST_TO_LOOK_FOR = 200
MARKS = r"""[\s",;|<>{}\[\]()=:'\\]+|[.!?]+(?:\s|$)"""
# One of these stands in every text that is looked into, whatever else does.
FIRST_MARKS = (" ", ",", ";", "|", '"', "'", ":", "=", "(", "[", "{", "<", "\\")
# Types that no number, mailbox or telephone is kept in; they are passed over where values are many.
UNLIKELY_TYPES = ("date", "timestamp", "time", "boolean", "double", "float", "decimal")
GZIP = b"\x1f\x8b"
DATABASE, TABLE, TEXT, MEMBER, PDF = "database", "table", "text", "member", "pdf"


@dataclass(frozen=True, order=True)
class Hit:
    """A place that holds one of the values: rows of a column, or lines of a text."""

    file: str
    object_name: str
    column: str
    kind: str
    row_count: int


@dataclass(frozen=True)
class Found:
    """What a search saw."""

    hits: tuple[Hit, ...]
    file_count: int
    column_count: int
    unread: tuple[str, ...]

    def holds(self, file: str, object_name: str, column: str | None = None) -> bool:
        """Whether that object of a file (or that column of it) was hit."""
        return any(
            hit.file == file and hit.object_name == object_name and column in (None, hit.column) for hit in self.hits
        )


@dataclass(frozen=True)
class Values:
    """The values to be searched for, folded: whole ones, and those that are long enough to be found within a text."""

    whole: frozenset[str]
    within: frozenset[str]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Those within texts, as whole words: 0612 is not in 00612."""
        listed = "|".join(re.escape(value) for value in sorted(self.within, key=lambda value: (-len(value), value)))
        return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")

    @property
    def are_many(self) -> bool:
        """Whether to look for each would take too long."""
        return len(self.whole) > MOST_TO_LOOK_FOR


def values_of(given: Iterable[str]) -> Values:
    """Values as they are compared: trimmed, in lower case; empty ones and those of one letter say nothing."""
    whole = frozenset(value for value in (one.strip().lower() for one in given) if 1 < len(value) <= LONGEST_VALUE)
    return Values(whole, frozenset(value for value in whole if len(value) >= SHORTEST_WITHIN_TEXT))


def search(
    roots: Mapping[str, Path],
    values: Values,
    say: Callable[[str], None] = lambda name: None,
    passed_over: Collection[Path] = (),
) -> Found:
    """Every place below the folders that holds one of the values; files are named by their folder's name and path.

    passed_over: files that are not looked at, since they hold what is searched for.
    """
    hits: list[Hit] = []
    unread: list[str] = []
    files = column_count = 0
    for root, folder in roots.items():
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            if path in passed_over:
                continue
            name = f"{root}/{path.relative_to(folder).as_posix()}"
            say(name)
            files += 1
            try:
                found, columns = _search_file(path, name, values)
            except (duckdb.Error, OSError, ValueError, zipfile.BadZipFile, pypdfium2.PdfiumError) as error:
                unread.append(f"{name}: {type(error).__name__}")
                continue
            hits += found
            column_count += columns
    return Found(tuple(sorted(hits)), files, column_count, tuple(unread))


def search_database(
    connection: duckdb.DuckDBPyConnection, database: str, name: str, values: Values
) -> tuple[list[Hit], int]:
    """The tables of an attached database; views hold nothing of their own. Gives the hits and the columns looked at."""
    found, count = [], 0
    for schema, table, columns in _tables(connection, database):
        path = f"{quoted(database)}.{quoted(schema)}.{quoted(table)}"
        found += _search_relation(connection, path, columns, Hit(name, f"{schema}.{table}", "", DATABASE, 0), values)
        count += len(columns)
    return found, count


def mentions_any(values: Values) -> Callable[[str], bool]:
    """Whether a text in lower case holds one of the values that are long enough, as whole words."""
    if not values.within:
        return lambda text: False
    if not values.are_many:
        pattern = values.pattern
        return lambda text: bool(pattern.search(text))
    marks = re.compile(MARKS)
    return lambda text: not values.within.isdisjoint(marks.split(text))


def _search_file(path: Path, name: str, values: Values) -> tuple[list[Hit], int]:
    with path.open("rb") as file:
        head = file.read(12)
    if head[8:12] == DATABASE_MARK:
        return _search_database_file(path, name, values)
    if head[:4] == b"PAR1":
        return _search_parquet(path, name, values)
    if head[:4] == b"PK\x03\x04":
        return _search_archive(path, name, values), 1
    if head[:5] == b"%PDF-":
        return _search_pdf(path, name, values), 1
    if head[:2] == GZIP:
        return _search_packed(path, name, values), 1
    return _search_text(path, name, values), 1


def _search_database_file(path: Path, name: str, values: Values) -> tuple[list[Hit], int]:
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(path))} as searched (read_only)")
        return search_database(connection, "searched", name, values)


def _search_parquet(path: Path, name: str, values: Values) -> tuple[list[Hit], int]:
    with duckdb.connect() as connection:
        relation = f"read_parquet({literal(str(path))})"
        described = connection.execute(f"describe select * from {relation}").fetchall()
        columns = [column for column, *_ in described]
        return _search_relation(connection, relation, columns, Hit(name, "", "", TABLE, 0), values), len(columns)


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> Iterator[tuple[str, str, list[str]]]:
    rows = connection.execute(
        "select columns.schema_name, columns.table_name, list(columns.column_name order by columns.column_index) "
        "from duckdb_columns() as columns inner join duckdb_tables() as tables "
        "on columns.database_name = tables.database_name and columns.schema_name = tables.schema_name "
        "and columns.table_name = tables.table_name where columns.database_name = ? "
        "group by all order by all",
        [database],
    ).fetchall()
    yield from rows


def _search_relation(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Iterable[str], place: Hit, values: Values
) -> list[Hit]:
    """Rows of each column that hold one of the values, whole or within.

    A row is looked at as one text first: nearly none has any of them, and to ask each column costs twenty times more.
    """
    names = list(columns)
    if not values.whole or not names:
        return []
    if values.are_many:
        return _search_by_table(connection, relation, names, place, values)
    counts = ", ".join(f"count(*) filter (where {_holds(name, values)})" for name in names)
    rows = f"select *, {_row_text(names)} as searched_text from {relation}"
    connection.execute(f"create or replace temp table candidates as from ({rows}) where {_may_hold(values)}")
    if connection.execute("from candidates limit 1").fetchone() is None:
        return []
    row = connection.execute(f"select {counts} from candidates").fetchone()
    return [
        Hit(place.file, place.object_name, name, place.kind, count)
        for name, count in zip(names, row or (), strict=False)
        if count
    ]


def _search_by_table(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str], place: Hit, values: Values
) -> list[Hit]:
    """As `_search_relation` for thousands of values: whole values and words of texts are looked up in a table."""
    if not connection.execute("select 1 from duckdb_tables() where table_name = 'wanted' and temporary").fetchone():
        connection.execute(
            "create temp table wanted as select unnest(cast(? as varchar[])) as value", [sorted(values.whole)]
        )
        connection.execute(
            f"create temp table wanted_words as from wanted where length(value) >= {SHORTEST_WITHIN_TEXT}"
        )
    kinds = dict(row[:2] for row in connection.execute(f"describe select * from {relation}").fetchall())
    likely = [column for column in columns if not kinds[column].lower().startswith(UNLIKELY_TYPES)]
    if not likely:
        return []
    folded = ", ".join(f"lower(trim(cast({quoted(column)} as varchar))) as c{n}" for n, column in enumerate(likely))
    asked = ", ".join(
        f"count(*) filter (where c{n} in (select value from wanted)), "
        f"count(*) filter (where length(c{n}) > {SHORTEST_WITHIN_TEXT} and ({_marked(f'c{n}')}))"
        for n in range(len(likely))
    )
    counts = connection.execute(f"select {asked} from (select {folded} from {relation})").fetchone() or ()
    found = {column: counts[2 * n] for n, column in enumerate(likely)}
    for n, column in enumerate(likely):
        if counts[2 * n + 1]:
            found[column] = max(found[column], _rows_with_words(connection, relation, column))
    return [Hit(place.file, place.object_name, column, place.kind, count) for column, count in found.items() if count]


def _marked(expression: str) -> str:
    return " or ".join(f"contains({expression}, {literal(mark)})" for mark in FIRST_MARKS)


def _rows_with_words(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> int:
    """Rows of a column whose text has one of the values among its words: those have a digit or an at sign."""
    texts = f"select lower(cast({quoted(column)} as varchar)) as c from {relation}"
    words = (
        f"select row_number() over () as place, unnest(regexp_split_to_array(c, {literal(MARKS)})) as word "
        f"from ({texts}) where ({_marked('c')}) and regexp_matches(c, '@|\\d{{3}}')"
    )
    row = connection.execute(
        f"select count(distinct place) from ({words}) where word in (select value from wanted_words)"
    ).fetchone()
    return row[0] if row else 0


def _row_text(columns: Iterable[str]) -> str:
    """A row as one text, a separator before and after each value."""
    listed = ", ".join(f"trim(coalesce(cast({quoted(column)} as varchar), ''))" for column in columns)
    separator = literal(SEPARATOR)
    return f"{separator} || lower(concat_ws({separator}, {listed})) || {separator}"


def _may_hold(values: Values) -> str:
    whole = [f"{SEPARATOR}{value}{SEPARATOR}" for value in values.whole - values.within]
    return " or ".join(f"contains(searched_text, {literal(value)})" for value in sorted([*values.within, *whole]))


def _holds(column: str, values: Values) -> str:
    text = f"lower(trim(cast({quoted(column)} as varchar)))"
    whole = f"{text} in ({', '.join(map(literal, sorted(values.whole)))})"
    return f"({whole} or regexp_matches({text}, {literal(_words(values))}))" if values.within else whole


def _words(values: Values) -> str:
    """The pattern in the engine's dialect, which knows no look-around; to it a letter with an accent ends a word."""
    listed = "|".join(re.escape(value) for value in sorted(values.within, key=lambda value: (-len(value), value)))
    return rf"(?:^|\W)(?:{listed})(?:$|\W)"


def _search_archive(path: Path, name: str, values: Values) -> list[Hit]:
    """The members of a workbook or another archive, each as text without its tags."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            text = re.sub(r"<[^>]*>", "\n", archive.read(member).decode("utf-8", errors="ignore"))
            found += _lines_hit(text, values, Hit(name, member, "", MEMBER, 0))
    return found


def _search_pdf(path: Path, name: str, values: Values) -> list[Hit]:
    with pypdfium2.PdfDocument(path) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    return _lines_hit(text, values, Hit(name, "", "", PDF, 0))


def _search_text(path: Path, name: str, values: Values) -> list[Hit]:
    with path.open(encoding="utf-8", errors="ignore") as file:
        return _text_hit(file, name, values)


def _search_packed(path: Path, name: str, values: Values) -> list[Hit]:
    try:
        with gzip.open(path) as packed, io.TextIOWrapper(packed, encoding="utf-8", errors="ignore") as file:
            return _text_hit(file, name, values)
    except EOFError as error:
        raise OSError(f"{path.name} was cut off") from error


def _text_hit(file: Iterable[str], name: str, values: Values) -> list[Hit]:
    names_any = mentions_any(values)
    count = sum(names_any(piece.lower()) for piece in _pieces(file)) if values.within else 0
    return [Hit(name, "", "", TEXT, count)] if count else []


def _pieces(file: Iterable[str]) -> Iterator[str]:
    """Lines; one of many megabytes in pieces that overlap, so that no value is cut."""
    for line in file:
        for start in range(0, max(len(line), 1), TEXT_CHUNK):
            yield line[max(0, start - LONGEST_VALUE) : start + TEXT_CHUNK]


def _lines_hit(text: str, values: Values, place: Hit) -> list[Hit]:
    names_any = mentions_any(values)
    count = sum(names_any(line.lower()) for line in text.splitlines()) if values.within else 0
    return [Hit(place.file, place.object_name, "", place.kind, count)] if count else []
