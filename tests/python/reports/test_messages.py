"""The sentences under the charts."""

from dataclasses import replace
from decimal import Decimal

from lundi.reports.context import Context
from lundi.reports.messages import effect_bars, split_message
from reports import factories


def test_the_effects_add_up_to_the_difference_that_stands_last():
    *effects, total = effect_bars(Context.of(factories.normal_week()))
    assert sum(bar.value for bar in effects) == total.value
    assert total.name == "Écart total"


def test_an_effect_that_is_not_known_leaves_no_split():
    data = factories.normal_week()
    first, *others = data.split.effects
    broken = replace(data, split=replace(data.split, effects=(replace(first, amount=None), *others)))
    assert effect_bars(Context.of(broken)) == []
    assert split_message(Context.of(broken)) is None


def test_the_split_is_told_to_those_who_hear_it():
    message = split_message(Context.of(factories.normal_week()))
    assert message.alt.count("€") >= 7
    assert "au centime près" in message.note


def test_the_largest_effect_leads_whatever_its_sign():
    data = factories.normal_week()
    effects = (replace(data.split.effects[0], amount=Decimal(-999_999)), *data.split.effects[1:])
    message = split_message(Context.of(replace(data, split=replace(data.split, effects=effects))))
    assert "Périmètre (\u2212999\u202f999\u00a0€)" in message.text
