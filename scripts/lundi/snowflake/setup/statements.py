"""The files of the set-up, cut into statements and filled with their parameters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lundi.errors import LundiError

FOLDER = Path(__file__).resolve().parent
FILE_NAME = re.compile(r"(?P<number>\d{2})_\w+\.sql")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What may hold a semicolon that ends nothing comes first. A quote or a comment that never closes is left alone, as a
# single character, and is refused.
TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|//[^\n]*|/\*.*?\*/)"
    r"|(?P<quoted>'(?:[^'\\]|''|\\.)*'|\"(?:[^\"]|\"\")*\"|\$\$.*?\$\$)"
    r"|(?P<end>;)"
    r"|(?P<open>['\"]|\$\$|/\*)"
    r"|(?P<other>[^'\";$/-]+|.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Statement:
    """One statement: its file, its place there (number and line, from 1), and its text without semicolon."""

    file: str
    number: int
    line: int
    sql: str

    @property
    def place(self) -> str:
        """Where it stands, for a person."""
        return f"{self.file}, statement {self.number} (line {self.line})"

    @property
    def first_line(self) -> str:
        """Its first line, to recognise it by."""
        return self.sql.splitlines()[0]


@dataclass(frozen=True)
class SetupFile:
    """One numbered file: what it is for, in its opening words, and its statements."""

    name: str
    purpose: str
    statements: tuple[Statement, ...]

    @property
    def number(self) -> str:
        """The two digits that its name starts with."""
        return self.name[:2]


def load_setup(folder: Path = FOLDER) -> tuple[SetupFile, ...]:
    """The files in the order in which they run. Raises LundiError where one is misnamed, unexplained or not cut."""
    return tuple(_read(path) for path in sorted(folder.glob("*.sql")))


def chosen(files: Sequence[SetupFile], only: str | None) -> tuple[SetupFile, ...]:
    """All files, or the first (the region, always) and the one of that number. Raises LundiError if there is none."""
    if only is None:
        return tuple(files)
    number = only.zfill(2)
    if number not in {file.number for file in files}:
        known = ", ".join(file.name for file in files)
        raise LundiError(f"the set-up has no file {number}", f"choose one of {known}")
    return tuple(file for file in files if file.number == number or file is files[0])


def placeholders(files: Sequence[SetupFile]) -> set[str]:
    """The names of the parameters that the files take."""
    return {name for file in files for statement in file.statements for name in PLACEHOLDER.findall(statement.sql)}


def filled(files: Sequence[SetupFile], values: Mapping[str, str]) -> tuple[SetupFile, ...]:
    """The files with every parameter in its place. Raises LundiError for one without a value.

    A statement is cut before it is filled, so no value can add a statement to it.
    """
    return tuple(
        replace(file, statements=tuple(_filled(statement, values) for statement in file.statements)) for file in files
    )


def split_statements(text: str, file: str) -> tuple[Statement, ...]:
    """The statements of a script. Semicolons in strings, comments and between $$ end nothing.

    Comments before a statement are dropped, those inside are kept. Raises LundiError for a quote that never ends.
    """
    statements: list[Statement] = []
    parts: list[str] = []
    start = line = 1
    for token in TOKEN.finditer(text):
        kind, value = token.lastgroup, token[0]
        if kind == "open":
            raise LundiError(f"{file}, line {line}: {value} is opened and never closed", "close it")
        if kind == "end":
            _add(statements, file, start, parts)
            parts = []
        elif parts or not (kind == "comment" or value.isspace()):
            if not parts:
                start = line + value[: len(value) - len(value.lstrip())].count("\n")
            parts.append(value)
        line += value.count("\n")
    _add(statements, file, start, parts)
    return tuple(statements)


def without_comments(sql: str) -> str:
    """The statement on one line, without comments: what a rule looks at."""
    kept = (" " if token.lastgroup == "comment" else token[0] for token in TOKEN.finditer(sql))
    return " ".join("".join(kept).split())


def _add(statements: list[Statement], file: str, line: int, parts: list[str]) -> None:
    sql = "".join(parts).strip()
    if sql:
        statements.append(Statement(file, len(statements) + 1, line, sql))


def _filled(statement: Statement, values: Mapping[str, str]) -> Statement:
    unknown = [name for name in PLACEHOLDER.findall(statement.sql) if name not in values]
    if unknown:
        raise LundiError(f"{statement.place}: the parameter {unknown[0]} is not known", "correct its name")
    return replace(statement, sql=PLACEHOLDER.sub(lambda match: values[match[1]], statement.sql))


def _read(path: Path) -> SetupFile:
    if not FILE_NAME.fullmatch(path.name):
        raise LundiError(f"{path.name} is not a name of a set-up file", "name it as 04_databases.sql")
    text = path.read_text(encoding="utf-8")
    if not text.startswith("-- "):
        raise LundiError(f"{path.name} does not open with what it is for", "start it with a comment: -- Roles: ...")
    opening = " ".join(line.removeprefix("--").strip() for line in text.split("\n--\n", 1)[0].splitlines())
    return SetupFile(path.name, opening, split_statements(text, path.name))
