"""What differs between the publication that a partner has and the one that is coming. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lundi.share.cells import FINAL_COLUMN, Cells
from lundi.share.contracts import RELEASE_COLUMN

LEVEL_COLUMN, TOTAL = "cell_level", "total"
FRENCH_STATUSES = {"active": "en service", "deprecated": "déprécié"}


@dataclass(frozen=True)
class TotalChange:
    """The sum of what is published of a figure, before and now."""

    name: str
    before: Decimal | float | int
    now: Decimal | float | int


@dataclass(frozen=True)
class ProductChange:
    """What differs in one product."""

    table: str
    kind: str  # new | gone | changed | same
    rows_before: int = 0
    rows_now: int = 0
    rows_new: int = 0
    rows_gone: int = 0
    cells_changed: int = 0
    totals: tuple[TotalChange, ...] = ()
    release_changes: tuple[tuple[str, str, int], ...] = ()  # from, to, how many
    notes: tuple[str, ...] = ()  # in English, one sentence each

    @property
    def is_change(self) -> bool:
        """Whether the partner sees any of it."""
        return self.kind != "same"


def compare_rows(table: str, names: Sequence[str], before: Sequence[tuple], cells: Cells) -> ProductChange:
    """The rows of one product, before and now. A row is known by what is neither a figure nor a status."""
    contract = cells.contract
    if list(names) != list(contract.names):
        return ProductChange(
            table, "changed", len(before), len(cells.rows), notes=("its columns are others: rows were not compared",)
        )
    keys = [place for place, column in enumerate(contract.columns) if not _moves(column.name, column.is_measure)]
    old, new = (_by_key(rows, keys) for rows in (before, cells.rows))
    both = old.keys() & new.keys()
    changed = sum(old[key] != new[key] for key in both)
    then, now = _summed(names, before), _summed(names, cells.rows)
    totals = tuple(
        TotalChange(name, _sum(then, place), _sum(now, place))
        for name in contract.measures
        if not name.endswith("_rate")
        for place in [contract.names.index(name)]
    )
    differs = changed or len(both) != len(old) or len(both) != len(new)
    return ProductChange(
        table,
        "changed" if differs else "same",
        len(before),
        len(cells.rows),
        len(new) - len(both),
        len(old) - len(both),
        changed,
        tuple(total for total in totals if total.before != total.now),
        _release_changes(contract.names, old, new),
    )


def compare_products(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What changed of each product besides its rows: scope, status, dates, contract; by table, one sentence each."""
    former = {product["table"]: product for product in (before or {}).get("products", [])}
    coming = {product["table"]: product for product in now["products"]}
    found: dict[str, tuple[str, ...]] = {}
    for table in sorted(former.keys() | coming.keys()):
        if table not in former:
            found[table] = ("new",)
        elif table not in coming:
            found[table] = ("gone",)
        else:
            found[table] = _differences(former[table], coming[table])
    return found


def page_changes(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[dict[str, str]]:
    """What changed since the last publication, in French and English, for the partner's page."""
    if before is None:
        return [{"fr": "Première publication.", "en": "First publication."}]
    former = {product["table"]: product for product in before["products"]}
    coming = {product["table"]: product for product in now["products"]}
    lines = [
        {"fr": f"Produit retiré : {former[table]['name_fr']}.", "en": f"Product removed: {former[table]['name_en']}."}
        for table in sorted(former.keys() - coming.keys())
    ]
    for table in sorted(coming):
        name_fr, name_en = coming[table]["name_fr"], coming[table]["name_en"]
        if table not in former:
            lines.append({"fr": f"Nouveau produit : {name_fr}.", "en": f"New product: {name_en}."})
            continue
        lines += [
            {"fr": f"{name_fr} : {french}.", "en": f"{name_en}: {english}."}
            for french, english in _told(former[table], coming[table])
        ]
    return lines or [{"fr": "Rien n’a changé.", "en": "Nothing changed."}]


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(english for _, english in _told(before, now))


def _told(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, str]]:
    told = []
    if _scope(before) != _scope(now):
        told.append(("le périmètre a changé", "its scope changed"))
    if before["contract_hash"] != now["contract_hash"]:
        told.append(("le contrat a changé", "its contract changed"))
    for name, french, english in (
        ("status", "le statut est maintenant", "its status is now"),
        ("deprecated_on", "déprécié à partir du", "deprecated from"),
        ("ends_on", "s’arrête le", "ends on"),
        ("last_day", "accès jusqu’au", "access until"),
    ):
        if before.get(name) != now.get(name):
            value = now.get(name) or "—"
            told.append((f"{french} {FRENCH_STATUSES.get(value, value)}", f"{english} {value}"))
    weeks_before, weeks_now = _weeks(before), _weeks(now)
    if new := sorted(weeks_now.keys() - weeks_before.keys()):
        told.append((f"semaines nouvelles : {', '.join(new)}", f"new weeks: {', '.join(new)}"))
    if gone := sorted(weeks_before.keys() - weeks_now.keys()):
        told.append((f"semaines retirées : {', '.join(gone)}", f"weeks removed: {', '.join(gone)}"))
    final = [
        week for week in sorted(weeks_now) if weeks_now[week] == "final" and weeks_before.get(week) == "provisional"
    ]
    if final:
        told.append((f"semaines devenues définitives : {', '.join(final)}", f"weeks now final: {', '.join(final)}"))
    if before["data_hash"] != now["data_hash"] and before["row_count"] != now["row_count"]:
        counts = before["row_count"], now["row_count"]
        told.append((f"{counts[0]} lignes avant, {counts[1]} maintenant", f"{counts[0]} rows before, {counts[1]} now"))
    elif before["data_hash"] != now["data_hash"]:
        told.append(("des valeurs ont été révisées", "values were revised"))
    return told


def _scope(product: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    return {(row["kind"], row["value"]) for row in product["scope"]}


def _weeks(product: Mapping[str, Any]) -> dict[str, str]:
    return {week["iso_week"]: week["status"] for week in product["weeks"]}


def _moves(name: str, is_measure: bool) -> bool:
    return is_measure or name in (RELEASE_COLUMN, FINAL_COLUMN) or name.endswith(("_status", "_name"))


def _by_key(rows: Sequence[tuple], keys: Sequence[int]) -> dict[tuple, tuple]:
    return {tuple(row[place] for place in keys): row for row in rows}


def _summed(names: Sequence[str], rows: Sequence[tuple]) -> Sequence[tuple]:
    """The rows whose figures may be added: where cells have levels, each of which sums to the same, the totals."""
    if LEVEL_COLUMN not in names:
        return rows
    place = names.index(LEVEL_COLUMN)
    return [row for row in rows if row[place] == TOTAL]


def _sum(rows: Sequence[tuple], place: int) -> Any:  # noqa: ANN401
    return sum(row[place] for row in rows if row[place] is not None)


def _release_changes(
    names: Sequence[str], old: Mapping[tuple, tuple], new: Mapping[tuple, tuple]
) -> tuple[tuple[str, str, int], ...]:
    if RELEASE_COLUMN not in names:
        return ()
    place = names.index(RELEASE_COLUMN)
    counted: dict[tuple[str, str], int] = {}
    for key in old.keys() & new.keys():
        change = old[key][place], new[key][place]
        if change[0] != change[1]:
            counted[change] = counted.get(change, 0) + 1
    return tuple((before, now, count) for (before, now), count in sorted(counted.items()))
