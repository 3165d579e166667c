"""The printed view: order, rolling up, signs and sentences."""

from dataclasses import replace
from decimal import Decimal

from lundi.reports.context import Context
from lundi.reports.dataset import Department
from lundi.reports.messages import days_message, department_bars, weeks_message
from lundi.reports.view import PRINTED_DEPARTMENTS, Cell, build_view, evolution_cell
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


def exact(cell: Cell) -> Decimal:
    return Decimal(cell.value)


def test_thirty_five_departments_roll_up_into_twenty_and_the_rest():
    table = build_view(with_departments(35)).departments
    assert [row.kind for row in table.rows] == ["department"] * PRINTED_DEPARTMENTS + ["rest", "total"]
    assert table.rows[-2].name == "Autres (15)"


def test_the_rows_add_up_to_the_total_exactly():
    for count in (1, 20, 21, 22, 35):
        view = build_view(with_departments(count))
        *rows, total = view.departments.rows
        assert sum(exact(row.sales) for row in rows) == exact(total.sales) == exact(view.tiles[0].cell)
        assert sum(exact(row.difference) for row in rows) == sum(range(count))


def test_a_single_department_is_never_hidden_behind_others():
    assert [row.kind for row in build_view(with_departments(21)).departments.rows].count("rest") == 0


def test_departments_are_ranked_by_sales_and_ties_by_name():
    data = with_departments(3)
    named = zip(data.departments, "CAB", strict=True)
    same = tuple(replace(row, sales=Decimal(5), department_name=name) for row, name in named)
    rows = build_view(replace(data, departments=same)).departments.rows
    assert [row.name for row in rows] == ["A", "B", "C", "Total"]


def test_departments_that_contradict_the_total_are_announced():
    data = with_departments(3)
    wrong = replace(data, departments=data.departments[:2])
    assert build_view(data).notices == data.notices
    assert "diffère du total" in build_view(wrong).notices[-1]


def test_an_evolution_has_its_mark_its_sign_and_its_direction():
    ctx = Context.of(factories.normal_week())
    up = evolution_cell(ctx, evolution("prior_year", Decimal(103), Decimal(100)))
    down = evolution_cell(ctx, evolution("prior_year", Decimal(97), Decimal(100)))
    flat = evolution_cell(ctx, evolution("prior_year", Decimal(100), Decimal(100)))
    assert (up.mark, up.text, up.tone) == ("▲", f"+3,0{NNBSP}%", "up")
    assert (down.mark, down.text, down.tone) == ("▼", f"{MINUS}3,0{NNBSP}%", "down")
    assert (flat.mark, flat.text, flat.tone) == ("=", f"0,0{NNBSP}%", "flat")


def test_the_evolution_of_a_share_is_in_points():
    view = build_view(factories.normal_week())
    share = next(tile for tile in view.tiles if tile.metric_code == "loyalty_sales_share")
    assert share.lines[0].cell.text == "+0,8\u00a0pt"


def test_a_comparison_that_cannot_be_made_is_explained_once_and_printed_as_not_stated():
    view = build_view(factories.dollar_week())
    fact = next(fact for fact in view.facts if fact.label == "Comparaison N-1")
    assert fact.text == (
        "du lundi 3 au dimanche 9 octobre 2016\u00a0: n.c., les données ne couvrent pas toute la période"
    )
    assert {tile.lines[0].cell.text for tile in view.tiles} == {"n.c."}
    assert not any("ne couvrent pas" in note for note in (*view.departments.notes, *view.tile_notes))


def test_a_single_figure_that_cannot_be_compared_is_explained_under_its_table():
    data = factories.dollar_week()
    view = build_view(data)
    assert any(factories.LAST_DEPARTMENT in note for note in view.departments.notes)
    tile = data.tiles[-1]
    lonely = replace(tile, evolutions=(replace(tile.evolutions[1], evolution=None, reason_code="not_positive"),))
    note = build_view(replace(data, tiles=(*data.tiles[:-1], lonely))).tile_notes
    assert note == ("n.c.\u00a0: la valeur comparée est nulle ou négative (Part des ventes encartées vs S-1).",)


def test_a_foreign_currency_is_said_in_words():
    foreign = [fact.text for fact in build_view(factories.dollar_week()).facts if fact.is_strong]
    assert foreign == ["Montants en dollars américains, repris un pour un\u00a0: ce ne sont pas des euros."]
    assert not any(fact.is_strong for fact in build_view(factories.normal_week()).facts)


def test_the_main_comparison_heads_the_columns():
    assert build_view(factories.normal_week()).departments.evolution_headers == ("vs N-1", "vs S-1")
    assert build_view(factories.dollar_week()).departments.evolution_headers == ("vs S-1", "vs N-1")


def test_the_sentence_of_the_days_names_the_strongest_and_the_weakest():
    message = days_message(Context.of(factories.dollar_week()))
    assert "samedi 7 octobre (16\u202f391\u00a0$US)" in message.text
    assert "mardi 3 octobre (10\u202f663\u00a0$US)" in message.text
    assert message.alt.count("octobre") >= 9


def test_a_day_without_compared_day_is_said():
    message = days_message(Context.of(factories.one_store_week()))
    assert message.note == "Sans jour comparé\u00a0: lundi 2 octobre."


def test_a_week_of_one_day_says_which_days_are_silent():
    data = factories.normal_week()
    silent = tuple(replace(day, sales=None, ticket_count=None, evolutions=()) for day in data.days[:6])
    message = days_message(Context.of(replace(data, days=(*silent, data.days[6]))))
    assert message.text == "Un seul jour a des ventes\u00a0: dimanche 8 octobre (782\u202f833\u00a0€)."
    assert message.note.startswith("Sans vente connue\u00a0: lundi 2 octobre, mardi 3 octobre")


def test_a_comparison_missing_as_a_whole_still_shows_the_days_that_it_has():
    data = factories.normal_week()
    bare = tuple(replace(day, evolutions=()) for day in data.days[:6])
    unmade = tuple(replace(c, reason_code="period_incomplete") for c in data.comparisons)
    one = days_message(Context.of(replace(data, days=(*bare, data.days[6]), comparisons=unmade)))
    none = days_message(Context.of(replace(data, days=bare, comparisons=unmade)))
    assert one.note.startswith("Sans jour comparé\u00a0: lundi 2 octobre")
    assert none.note == "Pas de barre comparée\u00a0: les données ne couvrent pas toute la période."


def test_a_partial_week_under_report_is_not_ranked():
    data = factories.normal_week()
    partial = replace(data.weeks[-1], is_partial=True)
    message = weeks_message(Context.of(replace(data, weeks=(*data.weeks[:-1], partial))))
    assert "est partielle" in message.text
    assert "rang" not in message.text


def test_shares_that_were_rounded_one_by_one_still_total_one_hundred_percent():
    data = with_departments(35)
    rounded = tuple(replace(row, sales_share=round(row.sales_share, 3)) for row in data.departments)
    *_, rest, total = build_view(replace(data, departments=rounded)).departments.rows
    assert total.share.text == f"100,0{NNBSP}%"
    assert rest.share.text == f"42,4{NNBSP}%"  # 14 600.55 of 34 417.95


def test_partial_weeks_are_neither_ranked_nor_left_unexplained():
    message = weeks_message(Context.of(factories.dollar_week()))
    assert "sur 40 semaines complètes" in message.text
    assert "semaine partielle" in message.note


def test_departments_are_charted_by_difference_or_by_sales_when_nothing_compares():
    data = factories.normal_week()
    bars, is_change = department_bars(Context.of(data))
    assert is_change
    assert [bar.value for bar in bars] == sorted((bar.value for bar in bars), reverse=True)
    alone = tuple(replace(row, evolutions=()) for row in data.departments)
    bars, is_change = department_bars(Context.of(replace(data, departments=alone)))
    assert not is_change
    assert bars[0].name == "GROCERY"


def test_an_empty_week_says_so_and_has_no_number():
    view = build_view(factories.empty_week())
    assert view.notices[0].startswith("Aucune vente n’a été reçue")
    assert {tile.cell.text for tile in view.tiles} == {"n.c."}
    assert view.departments.rows == ()
    assert not any(figure.is_drawn for figure in (view.days, view.weeks, view.changes))
    assert view.stores.empty


def test_days_without_sales_are_as_good_as_no_days():
    data = factories.normal_week()
    silent = tuple(replace(day, sales=None, ticket_count=None, evolutions=()) for day in data.days)
    view = build_view(replace(data, days=silent))
    assert not view.days.is_drawn
    assert {row.sales.text for row in view.day_rows} == {"n.c."}
