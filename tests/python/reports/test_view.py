"""The printed view: order, rolling up, signs and sentences."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lundi.reports.context import Context
from lundi.reports.dataset import Department, Tile
from lundi.reports.messages import days_message, department_bars, weeks_message
from lundi.reports.view import build_view
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


def test_departments_that_contradict_the_total_are_announced():
    data = with_departments(3)
    wrong = replace(data, departments=data.departments[:2])
    assert build_view(data).notices == data.notices
    assert "diffère du total" in build_view(wrong).notices[-1]


def test_the_evolution_of_a_share_is_in_points():
    view = build_view(factories.normal_week())
    share = next(tile for tile in view.tiles if tile.metric_code == "loyalty_sales_share")
    assert share.lines[0].cell.text == "+0,8\u00a0pt"


def test_a_comparison_that_cannot_be_made_is_explained_once_and_printed_as_not_stated():
    view = build_view(factories.dollar_week())
    fact = next(fact for fact in view.facts if fact.label == "Comparaison N-1")
    assert fact.text == ("du 3 au 9 oct. 2016\u00a0: n.c., les données ne couvrent pas toute la période")
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


def test_sentences_to_read_first_are_filled_in_the_formats_of_the_language():
    assert build_view(factories.normal_week()).readings == (
        f"La fête locale tombe le mercredi 4 octobre{NNBSP}; N-1 compare le mercredi 5 octobre 2016.",
        f"Magasin M2\u00a0: {MINUS}48{NNBSP}121\u00a0€ contre N-1.",
        f"Le drive est à l’heure pour 93,2{NNBSP}% de 1{NNBSP}240 commandes.",
    )


def test_each_edition_says_whom_it_is_about():
    views = [build_view(make()) for make in (factories.normal_week, factories.region_week, factories.store_week)]
    assert [view.edition for view in views] == ["Ensemble de l’enseigne", "Région Bretagne", "Magasin de la Gare"]
    assert views[0].title == "État des ventes —\u00a0semaine 2017-S40"
    assert views[2].title == "État des ventes —\u00a0semaine 2017-S40 —\u00a0Magasin de la Gare"
    assert views[1].edition_detail == "4 magasins, dont 3 à périmètre comparable"
    assert views[2].edition_detail == (
        "proximité · Quimper · Bretagne · 420 m² · non comparable\u00a0: Ouvert depuis moins de 13 mois"
    )


def test_figures_that_are_no_headline_stand_in_the_table_only():
    data = factories.normal_week()
    *others, last = data.tiles
    view = build_view(replace(data, tiles=(*others, replace(last, is_headline=False))))
    assert last.metric_code not in [tile.metric_code for tile in view.tiles]
    assert last.metric_name in [cell.text for cell in view.indicators.column("Chiffre")]


def test_progress_on_the_target_shows_the_target_and_the_year_in_place_of_comparisons():
    data = factories.normal_week()
    tile = Tile("target_progress_rate", "Objectif atteint", "rate", 1, Decimal("1.021"), ())
    shown = build_view(replace(data, tiles=(*data.tiles, tile))).tiles[-1]
    assert [line.label for line in shown.lines] == ["Objectif HT", "Cumul", "Année"]
    assert [line.cell.text for line in shown.lines][1:] == [f"102,1{NNBSP}%", f"75,5{NNBSP}%"]
    assert shown.cumulative is None


def test_a_split_that_cannot_be_made_says_why():
    view = build_view(factories.dollar_week())
    assert not view.split.is_drawn
    assert view.split.message == "Pas de décomposition\u00a0: les données ne couvrent pas toute la période."
    assert build_view(factories.empty_week()).split.message.startswith("Pas de décomposition")


def test_the_split_names_its_largest_effect():
    split = build_view(factories.normal_week()).split
    assert f"premier effet\u00a0: Débits (+131{NNBSP}283\u00a0€)" in split.message


def test_days_without_sales_are_as_good_as_no_days():
    data = factories.normal_week()
    silent = tuple(replace(day, sales=None, ticket_count=None, evolutions=()) for day in data.days)
    view = build_view(replace(data, days=silent))
    assert not view.days.is_drawn
    assert {row.sales.text for row in view.day_rows} == {"n.c."}


# --- what the Monday before cost ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "cost", "line"),
    [
        ("fr", {}, "Coût du lundi (2017-S39) : 0,42 € HT pour 3 min 12 s de calcul (estimé)"),
        ("fr", {"is_estimated": False}, "Coût du lundi (2017-S39) : 0,42 € HT pour 3 min 12 s de calcul"),
        ("fr", {"amount": "1234.5"}, "Coût du lundi (2017-S39) : 1~234,50 € HT pour 3 min 12 s de calcul (estimé)"),
        ("fr", {"amount": None}, "Coût du lundi : n.c. (premier lundi mesuré)"),
        ("en", {}, "Cost of the Monday (2017-W39): €0.42 excl. tax for 3 min 12 s of computing (estimated)"),
        ("en", {"amount": None}, "Cost of the Monday: n.c. (first Monday measured)"),
    ],
)
def test_the_footer_tells_what_the_monday_before_cost_or_why_not(language, cost, line):
    data = replace(factories.dollar_week(language), monday_cost=factories.monday_cost(language, **cost))
    shown = build_view(data).cost.line.replace("\u202f", "~").replace("\u00a0", " ")
    assert shown == line


def test_an_edition_without_any_cost_has_no_such_line():
    assert build_view(replace(factories.normal_week(), monday_cost=None)).cost.line == ""
