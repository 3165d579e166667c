"""What was given is kept for good: release codes of cells, never a figure."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from lundi.publications import Store
from lundi.share import audit
from lundi.share.cells import Cells
from lundi.share.contracts import Column, Contract
from lundi.share.offers import Entitlement, Grant, Product
from lundi.warehouse.state import ensure_state, open_state

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
NAMES = ("iso_week", "zone_code", "zone_name", "is_final", "release_code", "sales_eur")
CONTRACT = Contract("x", tuple(Column(name, "varchar", "none", "", "") for name in NAMES))
CELLS = Cells(
    CONTRACT,
    (
        ("2026-W45", "a", "A", True, "published", Decimal("7.77")),
        ("2026-W46", "a", "A", False, "published", Decimal("8.88")),
        ("2026-W46", "b", "B", False, "secondary", None),
    ),
)
PRODUCT = Product("sales", 1, "share_sales", "", "", "", "", "active")
GRANT = Grant(PRODUCT, (Entitlement("alpha", "sales", 1, "all", None, date(2026, 1, 1), None, "both"),))


def manifest(number=1):
    return {"partner_code": "alpha", "publication_number": number, "rules": [], "invocation_id": "run-1"}


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "state.duckdb"
    ensure_state(path)
    with open_state(path) as connection:
        yield Store(connection)


def test_one_row_per_week_with_what_was_hidden_and_one_per_cell_without_a_figure(store):
    audit.keep_publication(store, manifest(), [(GRANT, CELLS)], MOMENT)
    weeks = store.rows("select iso_week, row_count, hidden_count from share.publications order by 1")
    assert weeks == [("2026-W45", 1, 0), ("2026-W46", 2, 1)]
    cells = store.rows("select cell_key, iso_week, release_code from share.released_cells order by 1")
    assert cells == [
        ("2026-W45|a", "2026-W45", "published"),
        ("2026-W46|a", "2026-W46", "published"),
        ("2026-W46|b", "2026-W46", "secondary"),
    ]
    everything = str(store.rows("select * from share.released_cells") + store.rows("select * from share.publications"))
    assert "7.77" not in everything
    assert "8.88" not in everything


def test_the_same_publication_is_kept_once_and_numbers_go_on(store):
    for _ in range(2):
        audit.keep_publication(store, manifest(3), [(GRANT, CELLS)], MOMENT)
    assert store.rows("select count(*) from share.released_cells") == [(3,)]
    assert audit.last_number(store, "alpha") == 3
    assert audit.last_number(store, "beta") == 0


def test_a_publication_is_kept_whole_or_not_at_all(store, monkeypatch):
    def fail(*_):
        raise RuntimeError("no room")

    monkeypatch.setattr(audit, "cell_rows", fail)
    with pytest.raises(RuntimeError):
        audit.keep_publication(store, manifest(), [(GRANT, CELLS)], MOMENT)
    assert store.rows("select count(*) from share.publications") == [(0,)]


def test_the_history_has_ends_too_the_latest_first(store):
    audit.keep_publication(store, manifest(), [(GRANT, CELLS)], MOMENT)
    audit.keep_end(store, "alpha", "revoked", 1, MOMENT + timedelta(days=1), "why")
    revoked, given = audit.history(store, "alpha")
    assert (revoked.product, revoked.row_count) == ("revoked", 0)
    assert (given.product, given.first_week, given.last_week) == ("sales_v1", "2026-W45", "2026-W46")
    assert (given.row_count, given.hidden_count) == (3, 1)
    assert audit.history(store, "beta") == []


def test_a_cell_s_own_key_goes_before_its_codes():
    assert audit.cell_keys(CELLS)[0] == "2026-W45|a"
    keyed = Contract("x", (*CONTRACT.columns, Column("cell_key", "varchar", "none", "", "")))
    assert audit.cell_keys(Cells(keyed, ((*CELLS.rows[0], "own"),))) == ["own"]
