"""The last look before anything leaves can say no."""

import pytest

from lundi.checks import check_artefacts
from lundi.errors import LundiError
from lundi.reports.render import Artefact, render_all
from reports import factories


def test_an_artefact_that_does_not_print_a_figure_is_caught(tmp_path):
    data = factories.normal_week().with_hash()
    artefacts = render_all(data, tmp_path)
    check_artefacts(data, artefacts)
    page = next(a for a in artefacts if a.kind == "html")
    page.path.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(LundiError, match="does not print"):
        check_artefacts(data, [Artefact(page.path, "html", is_changed=True)])
