"""A made edition with shares, published without dbt."""

import pytest

from share_world import made_world


@pytest.fixture
def world(tmp_path):
    return made_world(tmp_path)
