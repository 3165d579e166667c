"""The printed tables: order, rolling up, totals, and a word for every hole."""

from dataclasses import replace
from decimal import Decimal

from lundi.reports.cells import Cell
from lundi.reports.context import Context
from lundi.reports.dataset import Department, ExpectedSales, IncompleteStoreDay, MissingStoreDay
from lundi.reports.grids import (
    PRINTED_DEPARTMENTS,
    PRINTED_MISSING,
    channels_table,
    departments_table,
    drive_table,
    indicators_table,
    missing_table,
    moves_table,
    regions_table,
    targets_table,
)
from reports import factories
from reports.factories import evolution

NNBSP, MINUS = "\u202f", "\u2212"


def departments(count: int) -> tuple[Department, ...]:
    sales = [Decimal(1000 - number) + Decimal("0.37") for number in range(count)]
    total = sum(sales)
    return tuple(
        Department(f"{n:02d}", f"Rayon {n}", value, value / total, 10, (evolution("prior_year", value, value - n),))
        for n, value in enumerate(sales)
    )


def with_departments(count: int):
    data = factories.normal_week()
    rows = departments(count)
    total = sum(row.sales for row in rows)
    tiles = (replace(data.tiles[0], current_value=total), *data.tiles[1:])
    return replace(data, departments=rows, tiles=tiles)


def table_of(data):
    return departments_table(Context.of(data))


def exact(cell: Cell) -> Decimal:
    return Decimal(cell.value)


def texts(cells) -> list[str]:
    return [cell.text for cell in cells]


def test_thirty_five_departments_roll_up_into_twenty_and_the_rest():
    table = table_of(with_departments(35))
    assert [row.kind for row in table.rows] == ["item"] * PRINTED_DEPARTMENTS + ["rest", "total"]
    assert table.rows[-2].cells[0].text == "Autres (15)"


def test_the_rows_add_up_to_the_total_exactly():
    for count in (1, 20, 21, 22, 35):
        data = with_departments(count)
        table = table_of(data)
        *rows, total = table.column("Ventes TTC")
        assert sum(exact(cell) for cell in rows) == exact(total) == data.tiles[0].current_value
        assert sum(exact(cell) for cell in table.column("Écart vs N-1")[:-1]) == sum(range(count))


def test_a_single_department_is_never_hidden_behind_others():
    assert [row.kind for row in table_of(with_departments(21)).rows].count("rest") == 0


def test_departments_are_ranked_by_sales_and_ties_by_name():
    data = with_departments(3)
    named = zip(data.departments, "CAB", strict=True)
    same = tuple(replace(row, sales=Decimal(5), department_name=name) for row, name in named)
    assert texts(table_of(replace(data, departments=same)).column("Rayon")) == ["A", "B", "C", "Total"]


def test_shares_that_were_rounded_one_by_one_still_total_one_hundred_percent():
    data = with_departments(35)
    rounded = tuple(replace(row, sales_share=round(row.sales_share, 3)) for row in data.departments)
    *_, rest, total = table_of(replace(data, departments=rounded)).column("Part")
    assert total.text == f"100,0{NNBSP}%"
    assert rest.text == f"42,4{NNBSP}%"  # 14 600.55 of 34 417.95


def test_the_margin_and_the_shrink_of_a_department_stand_beside_its_sales():
    data = with_departments(3)
    known = [replace(d, margin_rate=Decimal("0.243"), waste_cost=Decimal("10.50")) for d in data.departments]
    table = table_of(replace(data, departments=(*known[:2], data.departments[2])))
    assert texts(table.column("Taux de marge"))[:3] == [f"24,3{NNBSP}%", f"24,3{NNBSP}%", "n.c."]
    assert texts(table.column("Démarque connue")) == ["11", "11", "n.c.", "n.c."]  # half a euro is rounded up


def test_the_main_comparison_heads_the_columns():
    def headers(data):
        return [column.label for column in table_of(data).columns][-2:]

    assert headers(factories.normal_week()) == ["vs N-1", "vs S-1"]
    assert headers(factories.dollar_week()) == ["vs S-1", "vs N-1"]


def test_channels_add_up_to_the_tile_under_their_own_total():
    data = factories.normal_week()
    table = channels_table(Context.of(data))
    *rows, total = table.column("Ventes TTC")
    assert sum(exact(cell) for cell in rows) == exact(total) == data.tiles[0].current_value
    assert texts(table.column("Canal")) == ["Magasin", "Drive", "Livraison", "Total"]
    assert texts(table.column("Taux de marge"))[2] == "n.c."


def test_every_figure_stands_against_everything_that_it_is_compared_with():
    data = factories.normal_week()
    table = indicators_table(Context.of(data))
    assert [column.label for column in table.columns] == [
        "Chiffre", "Semaine", "Valeur N-1", "vs N-1", "vs S-1", "Cumul", "Évol. cumul",
    ]  # fmt: skip
    assert texts(table.column("Chiffre")) == [tile.metric_name for tile in data.tiles]


def test_a_figure_that_is_compared_with_nothing_leaves_its_cells_empty():
    data = factories.normal_week()
    table = indicators_table(Context.of(replace(data, tiles=(replace(data.tiles[0], evolutions=()),))))
    assert texts(table.rows[0].cells)[2:] == [""] * 5


def test_regions_are_ranked_by_what_they_add_to_the_difference():
    table = regions_table(Context.of(factories.normal_week()))
    assert texts(table.column("Région")) == ["Bretagne", "Provence-Alpes-Côte d’Azur"]
    up, down = table.column("Écart vs N-1")
    assert (up.tone, down.tone) == ("up", "down")
    assert down.text.startswith(MINUS)
    assert up.bar > 0 > down.bar


def test_regions_that_compare_with_nothing_are_ranked_by_sales():
    data = factories.normal_week()
    bare = tuple(replace(region, contribution=None, evolutions=()) for region in reversed(data.regions))
    table = regions_table(Context.of(replace(data, regions=bare)))
    assert texts(table.column("Région"))[0] == "Bretagne"
    assert texts(table.column("Écart vs N-1")) == ["n.c.", "n.c."]


def test_stores_keep_their_ranks_and_show_what_they_add():
    data = factories.normal_week()
    table = moves_table(Context.of(data), "flop", tuple(reversed(data.flop_stores)))
    assert texts(table.column("Rang")) == ["1", "2", "3", "4", "5"]
    assert all(cell.text.startswith(MINUS) for cell in table.column("Écart"))


def test_targets_end_with_all_channels_and_say_which_have_none():
    table = targets_table(Context.of(factories.normal_week()))
    assert texts(table.column("Canal")) == ["Magasin", "Drive", "Total"]
    assert texts(table.column("Atteint")) == [f"96,2{NNBSP}%", "n.c.", f"102,1{NNBSP}%"]
    assert table.column("Atteint")[2].bar == 1.021
    assert table.notes == ("n.c.\u00a0: un terme de ce chiffre n’est pas connu (taux, coût ou objectif) (Drive).",)


def test_the_drive_is_set_against_the_week_before_in_points():
    table = drive_table(Context.of(factories.normal_week()))
    assert texts(table.column("Écart")) == ["", "", f"{MINUS}1,9\u00a0pt", "+0,3\u00a0pt", "0,0\u00a0pt", "n.c."]


def test_an_edition_without_a_drive_says_so():
    table = drive_table(Context.of(factories.empty_week()))
    assert (table.rows, table.empty) == ((), "Aucune commande drive dans la semaine.")


def test_missing_days_are_told_by_store_and_never_as_zero():
    table = missing_table(Context.of(factories.normal_week()))
    assert texts(table.rows[0].cells) == ["Magasin M3", "Magasin", "Manquant", "sam. 7 oct., dim. 8 oct."]
    assert table.caption == "2 jours-magasin manquent sur 56 attendus\u202f; ils ne comptent pas pour zéro"


def test_a_single_missing_day_is_told_as_one():
    data = factories.normal_week()
    table = missing_table(Context.of(replace(data, missing_store_days=data.missing_store_days[:1])))
    assert table.caption == "Un jour-magasin manque sur 56 attendus\u202f; il ne compte pas pour zéro"


def incomplete(day, fault_name="Z manquant", affected="12.50"):
    return IncompleteStoreDay("M4", "Magasin M4", "store", "Magasin", day, "z_missing", fault_name, Decimal(affected))


def test_incomplete_days_follow_the_missing_ones_each_with_its_reason():
    data = factories.normal_week()
    first, last = data.first_date, data.last_date
    days = (incomplete(first), incomplete(last), incomplete(last, "Volume inhabituel", "100.00"))
    table = missing_table(Context.of(replace(data, incomplete_store_days=days)))
    assert [texts(row.cells)[2:] for row in table.rows] == [
        ["Manquant", "sam. 7 oct., dim. 8 oct."],
        ["Z manquant", "lun. 2 oct., dim. 8 oct."],
        ["Volume inhabituel", "dim. 8 oct."],
    ]
    assert table.caption.endswith("zéro · 3 jours-magasin sont incomplets, 125,00\u00a0€ concernés")
    alone = missing_table(Context.of(replace(data, missing_store_days=(), incomplete_store_days=days[:1])))
    assert alone.caption == "Un jour-magasin est incomplet, 12,50\u00a0€ concernés"


def test_a_long_list_of_missing_stores_is_cut_and_says_so():
    data = factories.normal_week()
    day = data.first_date
    many = tuple(MissingStoreDay(f"{n}", f"Magasin {n:02d}", "store", "Magasin", day) for n in range(20))
    table = missing_table(Context.of(replace(data, missing_store_days=many)))
    assert len(table.rows) == PRINTED_MISSING
    assert "Et 8 autres" in table.notes[0]


def foretold(data, *found: tuple[str, int, int, int, str]):
    rows = [
        ExpectedSales(code, Decimal(sales), Decimal(low), Decimal(high), said) for code, sales, low, high, said in found
    ]
    return replace(data, expected_sales=tuple(rows))


def test_the_band_that_was_foretold_is_said_with_where_the_week_lies():
    band = f"Prévu le lundi d’avant, quatre semaines sur cinq\u00a0: de 4{NNBSP}000 à 6{NNBSP}000\u00a0; les ventes "
    for said, end in (("within", "y sont."), ("below", "sont au-dessous."), ("above", "sont au-dessus.")):
        notes = table_of(foretold(with_departments(5), ("(all)", 5000, 4000, 6000, said))).notes
        assert notes.count(band + end) == 1


def test_departments_that_came_otherwise_are_named_the_largest_first_and_counted_beyond_three():
    found = [("(all)", 5000, 4000, 6000, "within"), ("00", 900, 950, 990, "below"), ("01", 999, 900, 990, "above"),
             ("02", 998, 990, 1010, "within")]  # fmt: skip
    notes = table_of(foretold(with_departments(7), *found)).notes
    assert "Hors de ce qui était prévu\u00a0: Rayon 1 (au-dessus de 990), Rayon 0 (au-dessous de 950)." in notes
    more = [(f"0{n}", 100 - n, 200, 300, "below") for n in (3, 4)]
    (said,) = [note for note in table_of(foretold(with_departments(7), *found, *more)).notes if "Hors de" in note]
    assert said.endswith("Rayon 3 (au-dessous de 200), plus 1 encore.")


def test_a_store_says_its_total_alone_and_a_week_that_nobody_foretold_nothing():
    total, other = ("(all)", 5000, 4000, 6000, "within"), ("00", 900, 950, 990, "below")
    told = [note for note in table_of(foretold(factories.store_week(), total, other)).notes if "prévu" in note.lower()]
    assert len(told) == 1
    assert not [note for note in table_of(with_departments(5)).notes if "prévu" in note.lower()]
    assert not [note for note in table_of(foretold(with_departments(5), other)).notes if "prévu" in note.lower()]
