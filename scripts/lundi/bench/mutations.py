"""Random mutations of deliveries: what a sender, a network or a hand can do to a file or its manifest.

Pure: a sound delivery and a seed give a mutated one, the same each time. Who writes it, takes it and judges what
became of it is `mutated_world.py`.
"""

import csv
import gzip
import hashlib
import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow
import pyarrow.parquet

Rows = tuple[Mapping[str, str], ...]

# Which columns hold what; a mutation of a value keeps to those that its delivery has.
NUMBERS = ("total_eur_incl_tax", "amount_eur_incl_tax", "quantity", "unit_price_eur_incl_tax", "ticket_count",
           "discount_eur_incl_tax", "vat_rate", "line_number")  # fmt: skip
DATES = ("business_date", "fulfilled_at", "closed_at", "updated_at")
KEYS = ("ticket_id", "order_id", "store_id", "till_id", "product_id", "member_id")
CODES = ("status", "line_type")
GARBAGE = ("", "N/A", "NaN", "inf", "1e400", "12,50", "1 234.50", "abc", "05/10/2026", "#REF!", "\u202f12.00", "null",
           "-", "99999999999999999999999999", "2026-02-30", "é€😀", "'; drop table x", "=1+1", "0x1F")  # fmt: skip


@dataclass(frozen=True)
class Sound:
    """A delivery as it should come."""

    source: str
    entity: str
    delivery_id: str
    delivered_at: str
    rows: Rows
    file_format: str = "csv"
    mode: str = "append"
    covers_from: str | None = None
    control_totals: Mapping[str, str] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """Its one file."""
        return f"{self.entity}.{self.file_format}"


@dataclass(frozen=True)
class Folder:
    """A delivery as it lies in the landing zone: what is written, whatever it is."""

    path: str  # below the landing zone
    files: Mapping[str, bytes]
    row_count: int | None = None  # data rows in its file, where that can still be told


@dataclass(frozen=True)
class Mutated:
    """What a mutation made: folders that replace or join the sound one."""

    name: str
    folders: tuple[Folder, ...]
    is_blind: bool = False  # another sound delivery: no rule of the contract can tell it from what was meant
    comes_first: bool = False  # the sound one was taken before, and this one lies in its place


@dataclass(frozen=True)
class _Draft:
    """A delivery on its way to be written."""

    sound: Sound
    rows: Rows
    columns: tuple[str, ...]
    manifest: Mapping[str, Any] = field(default_factory=dict)  # fields that differ
    file_fields: Mapping[str, Any] = field(default_factory=dict)  # of the one file that it lists
    after_hash: Callable[[bytes], bytes] = lambda content: content
    before_hash: Callable[[bytes], bytes] = lambda content: content
    text: Callable[[str], str] = lambda text: text
    types: Mapping[str, Any] = field(default_factory=dict)  # Parquet columns of another type


def as_folder(sound: Sound) -> Folder:
    """A sound delivery as it is written."""
    return _written(_draft(sound))


def mutate(sound: Sound, seed: int, *, only: str | None = None) -> Mutated:
    """One random mutation (or the one of that name, where the seed shall only draw its place)."""
    draw = random.Random(seed)
    possible = {name: make for name, make in MUTATIONS.items() if only in (None, name)}
    names = sorted(possible)
    draw.shuffle(names)
    for name in names:
        mutated = possible[name](sound, draw)
        if mutated is not None:
            return replace(mutated, name=name)
    raise ValueError(f"{only or 'no mutation'} does not fit {sound.source}/{sound.entity} as {sound.file_format}")


def _draft(sound: Sound, rows: Rows | None = None, **changes: Any) -> _Draft:  # noqa: ANN401 - fields of _Draft
    return _Draft(sound, sound.rows if rows is None else rows, tuple(sound.rows[0]), **changes)


def _one(draft: _Draft, **about: bool) -> Mutated:
    return Mutated("", (_written(draft),), **about)


def _written(draft: _Draft, delivery_id: str | None = None) -> Folder:
    sound = draft.sound
    content = draft.before_hash(_content(draft))
    written = draft.after_hash(content)
    listed = {"name": sound.file_name, "row_count": len(draft.rows), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = {
        "contract_version": 1,
        "source": sound.source,
        "entity": sound.entity,
        "delivery_id": delivery_id or sound.delivery_id,
        "delivered_at": sound.delivered_at,
        "covers_from": sound.covers_from,
        "mode": sound.mode,
        "files": [{**listed, **draft.file_fields}],
        "control_totals": dict(sound.control_totals),
        **draft.manifest,
    }
    kept = {name: value for name, value in manifest.items() if value is not _ABSENT}
    files = {"manifest.json": _json(kept), sound.file_name: written}
    is_whole = written == content
    return Folder(
        f"{sound.source}/{sound.entity}/{delivery_id or sound.delivery_id}", files,
        len(draft.rows) if is_whole else None,
    )  # fmt: skip


_ABSENT = object()


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document).encode()


def _content(draft: _Draft) -> bytes:
    return _parquet(draft) if draft.sound.file_format == "parquet" else _csv(draft)


def _csv(draft: _Draft) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(draft.columns)
    writer.writerows([row.get(name, "") for name in draft.columns] for row in draft.rows)
    return draft.text(text.getvalue()).encode("utf-8", "surrogatepass")


def _parquet(draft: _Draft) -> bytes:
    """Each column with the contract's type; one that holds what this type cannot is text, as a sender would have it."""
    columns = {}
    for name in draft.columns:
        texts = [row.get(name, "") or None for row in draft.rows]
        strings = pyarrow.array(texts, pyarrow.string())
        try:
            columns[name] = strings.cast(draft.types.get(name, _type_of(name)))
        except pyarrow.ArrowInvalid:
            columns[name] = strings
    written = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), written)
    return written.getvalue()


def _type_of(name: str) -> pyarrow.DataType:
    """The contract's type of a column, by its naming rule."""
    if name.endswith("_eur_incl_tax"):
        return pyarrow.decimal128(18, 2)
    if name == "vat_rate":
        return pyarrow.decimal128(5, 4)
    if name.endswith("quantity"):
        return pyarrow.decimal128(18, 3)
    if name == "line_number" or name.endswith("_count"):
        return pyarrow.int64()
    if name.endswith(("_date", "_on")):
        return pyarrow.date32()
    return pyarrow.timestamp("us") if name.endswith("_at") else pyarrow.string()


# --- what can happen to the bytes --------------------------------------------------------------------------------


def _bit_flipped(sound: Sound, draw: random.Random) -> Mutated:
    def flip(content: bytes) -> bytes:
        at, bit = draw.randrange(len(content)), 1 << draw.randrange(8)
        return content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]

    return _one(_draft(sound, **{draw.choice(("after_hash", "before_hash")): flip}))


def _truncated(sound: Sound, draw: random.Random) -> Mutated:
    def cut(content: bytes) -> bytes:
        return content[: draw.randrange(len(content))]

    return _one(_draft(sound, **{draw.choice(("after_hash", "before_hash")): cut}))


def _cut_at_a_line_end(sound: Sound, draw: random.Random) -> Mutated | None:
    if sound.file_format != "csv":
        return None
    keep = draw.randrange(len(sound.rows))
    return _one(_draft(sound, before_hash=lambda content: b"".join(content.splitlines(keepends=True)[: keep + 1])))


def _compressed(sound: Sound, draw: random.Random) -> Mutated:
    cut = draw.randrange(20, 60)
    return _one(_draft(sound, before_hash=lambda content: gzip.compress(content, mtime=0)[:-cut]))


def _in_another_encoding(sound: Sound, draw: random.Random) -> Mutated | None:
    if sound.file_format != "csv":
        return None
    encoding = draw.choice(("latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32"))
    rows = _changed(sound.rows, draw.randrange(len(sound.rows)), _text_column(sound), "Été à Nîmes")
    return _one(_draft(sound, rows, before_hash=lambda content: content.decode().encode(encoding)))


def _with_a_mark(sound: Sound, draw: random.Random) -> Mutated | None:
    if sound.file_format != "csv":
        return None
    return _one(_draft(sound, before_hash=lambda content: b"\xef\xbb\xbf" * draw.choice((1, 1, 2)) + content))


def _other_line_ends(sound: Sound, draw: random.Random) -> Mutated | None:
    if sound.file_format != "csv":
        return None
    end, count = draw.choice(((b"\r\n", -1), (b"\r\n", 1), (b"\r", -1), (b"\n\n", -1), (b"\n\n", 1), (b"\x00\n", 1)))
    return _one(_draft(sound, before_hash=lambda content: content.replace(b"\n", end, count)))


def _other_separators(sound: Sound, draw: random.Random) -> Mutated | None:
    if sound.file_format != "csv":
        return None
    others = ((",", -1), ("\t", -1), ("|", -1), (";;", 1), ("", 1), (';"', 1), ('";', 1))
    (other, count), at = draw.choice(others), draw.randrange(4)

    def spoil(text: str) -> str:
        head, _, body = text.partition("\n")
        parts = body.split(";")
        place = min(at, len(parts) - 2)
        if count == -1:
            return text.replace(";", other)
        before, after = ";".join(parts[: place + 1]), ";".join(parts[place + 1 :])
        return f"{head}\n{before}{other}{after}"

    return _one(_draft(sound, text=spoil))


# --- what can happen to rows and columns -------------------------------------------------------------------------


def _rows_dropped(sound: Sound, draw: random.Random) -> Mutated | None:
    if len(sound.rows) < 2:
        return None
    gone = set(draw.sample(range(len(sound.rows)), draw.randint(1, min(2, len(sound.rows) - 1))))
    rows = tuple(row for number, row in enumerate(sound.rows) if number not in gone)
    return _one(_draft(sound, rows))


def _all_rows_dropped(sound: Sound, draw: random.Random) -> Mutated:
    return _one(_draft(sound, ()))


def _rows_doubled(sound: Sound, draw: random.Random) -> Mutated:
    again = draw.choice(sound.rows)
    return _one(_draft(sound, (*sound.rows, again)))


def _rows_shuffled(sound: Sound, draw: random.Random) -> Mutated:
    rows = list(sound.rows)
    draw.shuffle(rows)
    return _one(_draft(sound, tuple(rows)))


def _keys_swapped(sound: Sound, draw: random.Random) -> Mutated | None:
    """Two rows exchange a value."""
    names = [name for name in (*KEYS, *NUMBERS) if name in sound.rows[0] and len({r[name] for r in sound.rows}) > 1]
    if not names:
        return None
    name = draw.choice(names)
    first = draw.randrange(len(sound.rows))
    second = draw.choice([n for n, row in enumerate(sound.rows) if row[name] != sound.rows[first][name]])
    rows = _changed(sound.rows, first, name, sound.rows[second][name])
    return _one(_draft(sound, _changed(rows, second, name, sound.rows[first][name])))


def _columns_swapped(sound: Sound, draw: random.Random) -> Mutated:
    columns = list(sound.rows[0])
    draw.shuffle(columns)
    return _one(replace(_draft(sound), columns=tuple(columns)))


def _headers_exchanged(sound: Sound, draw: random.Random) -> Mutated:
    first, second = draw.sample(list(sound.rows[0]), 2)
    other = {first: second, second: first}
    rows = tuple({other.get(name, name): value for name, value in row.items()} for row in sound.rows)
    return _one(_draft(sound, rows), is_blind=sound.entity == "orders" and "store_id" in other)


def _column_renamed(sound: Sound, draw: random.Random) -> Mutated:
    column = draw.choice(list(sound.rows[0]))
    other = draw.choice((column.upper(), f" {column}", f"{column}_2", "colonne", "matricule", "file_row_number", ""))
    rows = tuple({(other if name == column else name): value for name, value in row.items()} for row in sound.rows)
    return _one(replace(_draft(sound, rows), columns=tuple(rows[0])))


def _column_dropped(sound: Sound, draw: random.Random) -> Mutated:
    column = draw.choice(list(sound.rows[0]))
    kept = tuple(name for name in sound.rows[0] if name != column)
    # An order need not say which store prepares it.
    return _one(replace(_draft(sound), columns=kept), is_blind=sound.entity == "orders" and column == "store_id")


def _column_added(sound: Sound, draw: random.Random) -> Mutated:
    column = draw.choice(("comment", "is_employee", "staff_id", "c0", "violation", "delivery_id", "row_place"))
    rows = tuple({**row, column: "x"} for row in sound.rows)
    return _one(replace(_draft(sound, rows), columns=(*sound.rows[0], column)))


def _header_gone(sound: Sound, draw: random.Random) -> Mutated | None:
    if sound.file_format != "csv":
        return None
    return _one(_draft(sound, text=lambda text: text.partition("\n")[2]))


def _retyped(sound: Sound, draw: random.Random) -> Mutated | None:
    if sound.file_format != "parquet":
        return None
    names = [name for name in (*NUMBERS, *KEYS, *DATES) if name in sound.rows[0]]
    kind = draw.choice((pyarrow.float64(), pyarrow.int32(), pyarrow.string(), pyarrow.timestamp("s"), pyarrow.bool_(),
                        pyarrow.decimal128(38, 10)))  # fmt: skip
    return _one(_draft(sound, types={draw.choice(names): kind}))


# --- what can happen to a value ------------------------------------------------------------------------------------


def _garbage(sound: Sound, draw: random.Random) -> Mutated:
    names = [name for name in (*NUMBERS, *DATES, *CODES, *KEYS) if name in sound.rows[0]]
    column, text = draw.choice(names), draw.choice(GARBAGE)
    return _value_changed(sound, draw, column, text, is_blind=_is_blind(sound, column, text))


def _number_changed(sound: Sound, draw: random.Random) -> Mutated | None:
    names = [name for name in NUMBERS if name in sound.rows[0]]
    if not names:
        return None
    column, at = draw.choice(names), draw.randrange(len(sound.rows))
    value = sound.rows[at][column]
    try:
        number = float(value)
    except ValueError:
        return None
    decimals = len(value.partition(".")[2])
    other = draw.choice((number * 100, -number, number + 10**-decimals, number * 1.1 + 1, 0.0))
    text = f"{other:.{decimals}f}"
    if text == value:
        return None
    return _one(_draft(sound, _changed(sound.rows, at, column, text)))


def _code_changed(sound: Sound, draw: random.Random) -> Mutated | None:
    names = [name for name in CODES if name in sound.rows[0]]
    if not names:
        return None
    column = draw.choice(names)
    text = draw.choice(("void", "training", "placed", "cancelled", "prepared", "return", "Sale", "vendu"))
    return _value_changed(sound, draw, column, text, is_blind=_is_blind(sound, column, text))


def _date_moved(sound: Sound, draw: random.Random) -> Mutated | None:
    names = [name for name in DATES if name in sound.rows[0]]
    if not names:
        return None
    column = draw.choice(names)
    day = draw.choice(("2026-11-01", "2026-11-07", "2027-01-04", "1999-12-31", "2009-01-01", "2035-12-31"))
    text = day if column.endswith("_date") else f"{day}T12:00:00"
    return _value_changed(sound, draw, column, text, is_blind=_is_blind(sound, column, text))


def _rung_as_an_order(sound: Sound, draw: random.Random) -> Mutated | None:
    """A till says that a ticket is an order paid there, and no such order was delivered."""
    if sound.entity != "tickets":
        return None
    return _value_changed(sound, draw, "order_id", "NOBODYS")


def _value_changed(sound: Sound, draw: random.Random, column: str, text: str, *, is_blind: bool = False) -> Mutated:
    rows = _changed(sound.rows, draw.randrange(len(sound.rows)), column, text)
    return _one(_draft(sound, rows), is_blind=is_blind)


def _is_blind(sound: Sound, column: str, text: str) -> bool:
    """Another state, day or store of an order is an order as good: nothing that comes with it says otherwise."""
    if sound.entity != "orders":
        return False
    return (
        (column, text) in {("status", "placed"), ("status", "prepared"), ("status", "cancelled")}
        or (column == "fulfilled_at" and text[:4] in ("2026", "2009", "1999"))
        or (column == "store_id" and text == "")
    )


# --- what can happen to a manifest, and to the order in which deliveries come -----------------------------------------


def _manifest_changed(sound: Sound, draw: random.Random) -> Mutated:
    name, value = draw.choice(MANIFEST_CHANGES)
    return _one(_draft(sound, manifest={name: value}))


def _manifest_spoiled(sound: Sound, draw: random.Random) -> Mutated:
    folder = _written(_draft(sound))
    text = folder.files["manifest.json"]
    spoiled = draw.choice((text[: draw.randrange(len(text))], b"", b"[]", b"\xff\xfe", text + b"}", b"null", None))
    files = {name: content for name, content in folder.files.items() if name != "manifest.json"}
    if spoiled is not None:
        files["manifest.json"] = spoiled
    return Mutated("", (replace(folder, files=files),))


def _announced_otherwise(sound: Sound, draw: random.Random) -> Mutated:
    wrong = draw.choice((
        {"row_count": len(sound.rows) + draw.choice((-1, 1, 1000))}, {"row_count": "many"}, {"row_count": -1},
        {"sha256": "0" * 64}, {"sha256": ""}, {"name": "elsewhere.csv"}, {"name": "../tickets.csv"}, {"name": 7},
    ))  # fmt: skip
    return _one(_draft(sound, file_fields=wrong))


def _file_gone(sound: Sound, draw: random.Random) -> Mutated:
    folder = _written(_draft(sound))
    return Mutated("", (replace(folder, files={"manifest.json": folder.files["manifest.json"]}),))


def _control_total_changed(sound: Sound, draw: random.Random) -> Mutated | None:
    if not sound.control_totals:
        return None
    totals = {name: draw.choice(("0.01", "1e9", "lots", "")) for name in sound.control_totals}
    return _one(_draft(sound, manifest={"control_totals": totals}))


def _sent_again(sound: Sound, draw: random.Random) -> Mutated:
    """The same file under another name, as sound as the first."""
    draft = _draft(sound)
    return Mutated("", (_written(draft), _written(draft, f"{sound.delivery_id}-again")))


def _sent_again_changed(sound: Sound, draw: random.Random) -> Mutated | None:
    """The same keys by `append`, under a later name, with other amounts: the first holds."""
    changed = _number_changed(sound, draw)
    if changed is None:
        return None
    column = next((name for name in NUMBERS if name in sound.rows[0]), None)
    if column is None:
        return None
    again = _draft(sound, tuple({**row, column: f"{row[column]}"} for row in reversed(sound.rows)))
    again = replace(again, rows=tuple({**row, column: _doubled(row[column])} for row in again.rows))
    return Mutated("", (_written(_draft(sound)), _written(again, f"{sound.delivery_id}-again")))


def _stale_correction(sound: Sound, draw: random.Random) -> Mutated | None:
    """A correction with other amounts whose number is lower than that of a sound one: the highest holds."""
    column = next((name for name in NUMBERS if name in sound.rows[0]), None)
    if column is None:
        return None
    other = tuple({**row, column: _doubled(row[column])} for row in sound.rows)
    stale = replace(_draft(sound, other), manifest={"mode": "correction"})
    right = replace(_draft(sound, tuple(reversed(sound.rows))), manifest={"mode": "correction"})
    first = f"{sound.delivery_id}-1"
    return Mutated(
        "", (_written(_draft(sound)), _written(right, f"{sound.delivery_id}-2"), _written(stale, first))
    )  # fmt: skip


def _rewritten_in_place(sound: Sound, draw: random.Random) -> Mutated | None:
    """The folder of a delivery that was taken gets other content: refused, and what was taken stays."""
    changed = _number_changed(sound, draw)
    return replace(changed, comes_first=True) if changed else None


def _doubled(text: str) -> str:
    try:
        return f"{float(text) * 2:.{len(text.partition('.')[2])}f}"
    except ValueError:
        return text


def _changed(rows: Rows, at: int, column: str, text: str) -> Rows:
    return tuple({**row, column: text} if number == at else row for number, row in enumerate(rows))


def _text_column(sound: Sound) -> str:
    return next(name for name in ("till_id", "promotion_id", "last_name", "account_id", *KEYS) if name in sound.rows[0])


MANIFEST_CHANGES: tuple[tuple[str, Any], ...] = (
    ("contract_version", 2), ("contract_version", "1"), ("source", "caisse"), ("entity", "receipts"),
    ("delivery_id", "20260101T000000Z-001"), ("delivered_at", "yesterday"), ("delivered_at", ""),
    ("delivered_at", "9999-12-31T23:59:59Z"), ("delivered_at", "0001-01-01T00:00:00+10:00"), ("mode", "full"),
    ("mode", "replace"), ("mode", None), ("files", []), ("files", "tickets.csv"), ("files", _ABSENT),
    ("control_totals", ["x"]), ("covers_from", "10/11/2026"), ("covers_to", "2026-02-30"), ("mode", _ABSENT),
)  # fmt: skip
MUTATIONS: Mapping[str, Callable[[Sound, random.Random], Mutated | None]] = {
    "a bit flipped": _bit_flipped,
    "truncated": _truncated,
    "cut at a line end": _cut_at_a_line_end,
    "compressed and cut": _compressed,
    "another encoding": _in_another_encoding,
    "a byte order mark": _with_a_mark,
    "other line ends": _other_line_ends,
    "other separators": _other_separators,
    "rows dropped": _rows_dropped,
    "no row left": _all_rows_dropped,
    "a row doubled": _rows_doubled,
    "rows shuffled": _rows_shuffled,
    "a value exchanged between rows": _keys_swapped,
    "columns in another order": _columns_swapped,
    "two headers exchanged": _headers_exchanged,
    "a column renamed": _column_renamed,
    "a column dropped": _column_dropped,
    "a column added": _column_added,
    "the header gone": _header_gone,
    "a column retyped": _retyped,
    "garbage for a value": _garbage,
    "another number": _number_changed,
    "another code": _code_changed,
    "another date": _date_moved,
    "a ticket rung as nobody's order": _rung_as_an_order,
    "a field of the manifest changed": _manifest_changed,
    "the manifest spoiled": _manifest_spoiled,
    "announced otherwise": _announced_otherwise,
    "the file gone": _file_gone,
    "another control total": _control_total_changed,
    "sent again under another name": _sent_again,
    "sent again with other amounts": _sent_again_changed,
    "a stale correction": _stale_correction,
    "rewritten in place": _rewritten_in_place,
}
