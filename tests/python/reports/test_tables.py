"""One week's tables, read once."""

import pytest

from lundi.errors import LundiError
from lundi.reports.tables import BY_EDITION, OF_ANNEX, OF_CUSTOMERS, last_closed_week, load_week
from reports.published import WEEK, Published, publish


def test_every_table_is_asked_for_once_however_many_editions_there_are():
    connection = publish()
    asked: list[str] = []

    class Counting:
        def execute(self, query, parameters):
            asked.append(query)
            return connection.execute(query, parameters)

    tables = load_week(Counting(), WEEK)
    assert len(tables.editions) == 6
    # and header, weeks, editions, texts, reasons, definitions, costs, late deliveries, and whether a page is left out
    assert len(asked) == len(BY_EDITION) + len(OF_CUSTOMERS) + len(OF_ANNEX) + 9


def test_an_edition_that_a_table_does_not_know_has_no_rows():
    tables = load_week(publish(), WEEK)
    assert tables.of("rpt_monday_regions", "store:S1") == []
    assert tables.one("rpt_monday_evolution", "store:S1") is None


def test_the_default_week_is_the_last_closed_one_with_sales():
    assert last_closed_week(publish()) == WEEK


def test_a_published_edition_without_sales_says_so():
    with pytest.raises(LundiError, match="no closed week has sales"):
        last_closed_week(Published().connection)
    with pytest.raises(LundiError, match="outside the calendar"):
        load_week(Published().connection, WEEK)
