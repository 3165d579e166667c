"""An edition as figures, and figures as an edition again: what is kept of a publication, to print it once more.

A figure is one value, label or sentence, as exact text under a readable name: `channels/drive/sales` is `2345.60`.
Figures lie in sections, one for each list of the edition and one for what stands alone: equal sections of several
editions, languages or Mondays are one. A value that is not known has no figure. The words of the language are a section
too: a sentence that is worded anew later does not change what was printed.
"""

import hashlib
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from lundi.errors import LundiError
from lundi.reports.dataset import ReportData
from lundi.reports.words import Words

HEAD = "edition_head"  # what stands alone in an edition
WORDS = "words"
HASH = "data_hash"  # stands with the publication: an edition does not contain its own hash
SEPARATOR = "/"


@dataclass(frozen=True)
class Figure:
    """One value, label or sentence."""

    name: str
    value_type: str  # text | integer | decimal | boolean | date | timestamp
    value: str


@dataclass(frozen=True)
class Section:
    """The figures of one part of an edition, in their order."""

    code: str
    figures: tuple[Figure, ...]

    @property
    def section_id(self) -> str:
        """The SHA-256 of the figures: equal figures, whatever edition they stand in, are one section."""
        # JSON would do as well; lengths before each text keep two texts from reading as one.
        parts = (f"{len(part)}:{part}" for f in self.figures for part in (f.name, f.value_type, f.value))
        return hashlib.sha256("".join([self.code, " ", *parts]).encode()).hexdigest()


# Booleans are integers and moments are dates to Python: the narrower type comes first.
WRITERS: dict[type, tuple[str, Any]] = {
    bool: ("boolean", lambda value: "true" if value else "false"),
    int: ("integer", str),
    str: ("text", str),
    Decimal: ("decimal", lambda value: format(value, "f")),
    datetime: ("timestamp", datetime.isoformat),
    date: ("date", date.isoformat),
}
READERS: dict[str, Any] = {
    "boolean": lambda text: text == "true",
    "integer": int,
    "text": str,
    "decimal": Decimal,
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def sections_of(data: ReportData, words: Words) -> tuple[Section, ...]:
    """Everything that an edition prints. Raises LundiError where it could not be rebuilt from that."""
    alone: list[Figure] = []
    sections: list[Section] = []
    for field in fields(data):
        if field.name == HASH:
            continue
        value = getattr(data, field.name)
        if is_dataclass(value) or isinstance(value, tuple):
            figures = tuple(_figures(value, ""))
            if figures:
                sections.append(Section(field.name, figures))
        else:
            alone += _figures(value, field.name)
    spoken = tuple(Figure(key, "text", text) for key, text in sorted(words.sentences.items()))
    found = (Section(HEAD, tuple(alone)), *sections, Section(WORDS, spoken))
    if edition_from(found, data.data_hash) != data:
        raise LundiError(
            f"{data.edition.edition_code}, {data.iso_week}: the edition is not what its figures give back",
            "this is a fault of the program: a part of the edition has no first value that is always known",
        )
    return found


def edition_from(sections: Iterable[Section], data_hash: str) -> ReportData:
    """The edition that these figures were taken from. Raises LundiError where this version does not know one."""
    hints = _hints(ReportData)
    values: dict[str, Any] = {HASH: data_hash}
    for section in sections:
        if section.code == WORDS:
            continue
        if section.code == HEAD:
            values |= {figure.name: _read(figure) for figure in section.figures}
        else:
            values[section.code] = _value(_hint(hints, section.code), _tree(section.figures))
    _check_known(values, hints)
    empty = {name: () if _is_tuple(hint) else None for name, hint in hints.items() if name not in values}
    return ReportData(**{**empty, **values})


def words_from(sections: Iterable[Section]) -> Words:
    """The words that an edition was printed with."""
    spoken = next((section for section in sections if section.code == WORDS), Section(WORDS, ()))
    return Words({figure.name: figure.value for figure in spoken.figures})


# --- an edition as figures ------------------------------------------------------------------------------------------


def _figures(value: Any, name: str) -> Iterator[Figure]:  # noqa: ANN401 - any part of an edition
    if value is None:
        return
    if is_dataclass(value):
        for field in fields(value):
            yield from _figures(getattr(value, field.name), _below(name, field.name))
    elif isinstance(value, tuple):
        for label, item in zip(_labels(value), value, strict=True):
            yield from _figures(item, _below(name, label))
    else:
        for python_type, (value_type, write) in WRITERS.items():
            if isinstance(value, python_type):
                yield Figure(name, value_type, write(value))
                return
        raise TypeError(f"a report holds no {type(value).__name__}")


def _labels(items: Sequence[Any]) -> list[str]:
    """What tells the items of a list apart: their codes, else their places."""
    codes = [_code(item) for item in items]
    if None not in codes and len(set(codes)) == len(codes):
        return [code for code in codes if code is not None]
    return [f"#{number}" for number in range(1, len(items) + 1)]


def _code(item: Any) -> str | None:  # noqa: ANN401
    first = getattr(item, fields(item)[0].name) if is_dataclass(item) else None
    return None if first is None else str(first).replace(SEPARATOR, "%2F")


def _below(name: str, part: str) -> str:
    return f"{name}{SEPARATOR}{part}" if name else part


# --- figures as an edition ------------------------------------------------------------------------------------------

Tree = dict[str, Any]


def _tree(figures: Iterable[Figure]) -> Tree:
    """The figures by the parts of their names, in their order."""
    tree: Tree = {}
    for figure in figures:
        *above, last = figure.name.split(SEPARATOR)
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[last] = _read(figure)
    return tree


def _read(figure: Figure) -> Any:  # noqa: ANN401
    return READERS[figure.value_type](figure.value)


def _value(hint: Any, found: Any) -> Any:  # noqa: ANN401
    """What stands for a type: a dataclass of its fields, a tuple of its items, else the value itself."""
    hint = _without_none(hint)
    if _is_tuple(hint):
        return _items(get_args(hint), found or {})
    if not is_dataclass(hint) or found is None:
        return found
    hints = _hints(hint)
    _check_known(found, hints)
    return hint(**{name: _value(of_field, found.get(name)) for name, of_field in hints.items()})


def _items(arguments: tuple, found: Tree) -> tuple:
    if arguments[-1] is Ellipsis:
        return tuple(_value(arguments[0], item) for item in found.values())
    return tuple(_value(hint, found.get(f"#{number}")) for number, hint in enumerate(arguments, start=1))


def _is_tuple(hint: Any) -> bool:  # noqa: ANN401
    return get_origin(hint) is tuple


def _without_none(hint: Any) -> Any:  # noqa: ANN401
    if get_origin(hint) in (Union, types.UnionType):
        known = [argument for argument in get_args(hint) if argument is not type(None)]
        return known[0] if len(known) == 1 else object
    return hint


def _hint(hints: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
    _check_known({name: None}, hints)
    return hints[name]


def _check_known(found: Mapping[str, Any], hints: Mapping[str, Any]) -> None:
    for name in found:
        if name not in hints:
            raise LundiError(
                f"the publication holds {name!r}, which this version of lundi does not print",
                "print it with the version that published it: `fct_publications` names it",
            )


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)
