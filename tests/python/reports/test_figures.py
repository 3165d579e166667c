"""An edition and its figures: what is kept of one gives it back, and nothing else."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lundi.errors import LundiError
from lundi.reports.dataset import Effect, Split
from lundi.reports.figures import HEAD, WORDS, Figure, Section, edition_from, sections_of, words_from
from lundi.reports.words import load_words
from reports.factories import normal_week
from reports.samples import SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_an_edition_comes_back_from_its_figures_whole(name):
    data = SAMPLES[name]().with_hash()
    sections = sections_of(data, load_words("fr"))
    again = edition_from(sections, data.data_hash)
    assert again == data
    assert again.with_hash().data_hash == data.data_hash


def test_figures_have_the_names_of_what_they_say_and_amounts_their_cent():
    data = normal_week()
    drive = next(channel for channel in data.channels if channel.channel_code == "drive")
    exact = replace(data, channels=(replace(drive, sales=Decimal("2345.60")),))
    section = next(s for s in sections_of(exact, load_words("fr")) if s.code == "channels")
    assert Figure("drive/sales", "decimal", "2345.60") in section.figures
    head = next(s for s in sections_of(exact, load_words("fr")) if s.code == HEAD)
    assert Figure("iso_week", "text", data.iso_week) in head.figures


def test_a_code_with_a_stroke_and_codes_that_stand_twice_come_back_in_their_order():
    data = normal_week()
    store, reading = data.stores[0] if data.stores else None, data.readings
    odd = tuple(replace(one, metric_code=f"{one.metric_code}/x") for one in data.tiles)
    twice = (*reading, *reading)
    changed = replace(data, tiles=odd, readings=twice, data_hash="")
    again = edition_from(sections_of(changed, load_words("fr")), "")
    assert (again.tiles, again.readings) == (odd, twice)
    assert store is None or again.stores == data.stores


def test_equal_parts_are_one_and_a_part_that_differs_by_a_cent_is_another():
    words = load_words("fr")
    data = normal_week()
    dearer = replace(data, channels=(replace(data.channels[0], sales=data.channels[0].sales + Decimal("0.01")),))
    ids = [{s.code: s.section_id for s in sections_of(one, words)} for one in (data, dearer)]
    assert {code for code in ids[0] if ids[0][code] != ids[1][code]} == {"channels"}


def test_the_same_text_in_another_place_is_another_part():
    one = Section("x", (Figure("a", "text", "bc"),))
    other = Section("x", (Figure("ab", "text", "c"),))
    assert one.section_id != other.section_id


def test_the_words_come_back_with_their_blanks():
    words = load_words("fr")
    again = words_from(sections_of(normal_week(), words))
    assert again.sentences == words.sentences
    assert again("document.title", week="2026-S46") == words("document.title", week="2026-S46")


def test_a_part_that_would_be_lost_is_refused_before_it_is_published():
    # No figure tells an effect without a code and an amount from none at all.
    lost = replace(normal_week(), split=Split(None, None, None, (Effect(None, None),), None))
    with pytest.raises(LundiError, match="not what its figures give back"):
        sections_of(lost, load_words("fr"))


def test_figures_of_another_version_are_refused_by_name():
    known = sections_of(normal_week(), load_words("fr"))
    with pytest.raises(LundiError, match="'moon_phase'"):
        edition_from((*known, Section("moon_phase", (Figure("a", "text", "b"),))), "")
    with pytest.raises(LundiError, match="'tide'"):
        edition_from((*known, Section("channels", (Figure("drive/tide", "text", "b"),))), "")


def test_words_are_no_part_of_the_data():
    sections = sections_of(normal_week(), load_words("fr"))
    without = tuple(section for section in sections if section.code != WORDS)
    assert edition_from(without, "x") == edition_from(sections, "x")
