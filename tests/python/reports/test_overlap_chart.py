"""The drawing of the applications that the same customers are in."""

from dataclasses import replace

from lundi.reports.charts import draw_all
from lundi.reports.context import Context
from lundi.reports.overlap_chart import overlap_chart
from reports import factories

NNBSP = "\u202f"


def test_combinations_are_drawn_by_a_dot_for_each_application_and_their_customers():
    data = factories.customers_week()
    svg = draw_all(Context.of(data))["customer_overlap"]
    # six combinations of three applications, nine memberships
    assert (svg.count("<circle"), svg.count("<rect")) == (18, 6 + 2)  # two rectangles are the hatch’s
    assert svg.count('r="4"') == 9
    assert f"5 · 38,5{NNBSP}%" in svg


def test_one_application_alone_is_drawn_too():
    data = factories.customers_week()
    customers = replace(data.customers, sources=data.customers.sources[:1], overlaps=data.customers.overlaps[:1])
    svg = overlap_chart(Context.of(replace(data, customers=customers)))
    assert svg.count("<circle") == 1


def test_nothing_is_drawn_where_nobody_is_known():
    data = factories.customers_week()
    assert overlap_chart(Context.of(factories.normal_week())) is None
    assert overlap_chart(Context.of(replace(data, customers=replace(data.customers, overlaps=())))) is None
