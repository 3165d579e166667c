"""What `lundi demo` writes where nothing else is said."""

from datetime import date

import pytest

from lundi.demo.sources import DemoOptions, last_closed_week_start, write_demo_retailer
from lundi.errors import LundiError


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 22)])
def test_the_last_closed_week_ends_before_this_monday(today):
    assert last_closed_week_start(today) == date(2026, 11, 9)


def test_a_week_that_does_not_exist_is_said(tmp_path):
    with pytest.raises(LundiError, match="2025 has no week 53"):
        write_demo_retailer(DemoOptions(tmp_path, until="2025-W53"), lambda done, total, what: None)
