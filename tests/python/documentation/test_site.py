"""The site: every link leads somewhere, and a browser opens every page without a complaint."""

import shutil

import pytest

from lundi.documentation import site
from lundi.documentation.handbook import Page
from lundi.documentation.pages import costs_page, exposures_page, quality_page, table
from lundi.errors import LundiError
from lundi.settings import Settings

EXPOSURE = {
    "name": "report",
    "label": "Rapport",
    "description": "All of <it>.",
    "owner": {"name": "Contrôle"},
    "config": {"meta": {"deadline": "Monday 06:30 Europe/Paris", "consumers": ["a"], "artefacts": ["company:pdf"]}},
    "depends_on": {"nodes": ["model.lundi.rpt_one"]},
}
MANIFEST = '{"exposures": {}}'


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A site beside a dbt that wrote an empty page."""
    made = tmp_path / "made"
    made.mkdir()
    (made / "static_index.html").write_text("<p>dbt</p>", encoding="utf-8")
    (made / "manifest.json").write_text(MANIFEST, encoding="utf-8")
    monkeypatch.setattr(site, "write_dbt_docs", lambda settings: made)
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "out")
    pages = site.write_site(settings, tmp_path / "site")
    return settings, tmp_path / "site", pages


def test_the_site_has_a_page_for_everything(written):
    _, folder, pages = written
    names = {path.relative_to(folder).as_posix() for path in pages}
    own = {"index.html", "dbt.html", "glossary.html", "published.html", "quality.html", "costs.html"}
    assert own | {"README.html", "docs/contracts.html", "docs/decisions/README.html"} <= names
    assert "Nothing has been published yet" in (folder / "quality.html").read_text(encoding="utf-8")


def test_a_dead_link_stops_the_site_and_the_former_one_stands(written, monkeypatch):
    settings, folder, _ = written
    monkeypatch.setattr(site, "handbook", lambda root: [Page("README.html", "R", '<a href="gone.html">x</a>')])
    with pytest.raises(LundiError, match=r"README.html → gone.html"):
        site.write_site(settings, folder)
    assert (folder / "docs" / "privacy.html").is_file()


def test_dead_headings_and_pictures_are_found_and_the_living_are_not(tmp_path):
    (tmp_path / "a.html").write_text(
        '<h2 id="here">x</h2><a href="#here"></a><a href="#gone"></a><a href="b.html#there"></a>'
        '<a href="b.html#nowhere"></a><img src="c.png"><a href="https://example.org">x</a>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<h2 id="there">x</h2>', encoding="utf-8")
    assert site.dead_links(tmp_path) == ["a.html → #gone", "a.html → b.html#nowhere", "a.html → c.png"]


def test_an_exposure_s_page_names_owner_deadline_readers_and_models():
    body = exposures_page({"exposures": {"e": EXPOSURE}}).body
    for part in (
        "Rapport",
        "All of &lt;it&gt;.",
        "Contrôle",
        "Monday 06:30",
        'href="dbt.html#!/model/model.lundi.rpt_one"',
    ):
        assert part in body


def test_tables_say_what_is_empty_and_escape_what_they_show():
    assert "None yet" in table([])
    assert "&lt;b&gt;" in table([{"a_name": "<b>", "count": 1234, "rate": 0.5, "is_good": True, "none": None}])
    assert "Nothing has been published" in quality_page(None).body + costs_page(None).body


def test_a_browser_opens_the_pages_without_a_complaint(written):
    playwright = pytest.importorskip("playwright.sync_api", reason="not run: playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("not run: no chromium here")
    _, _, pages = written
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        wrong = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("requestfailed", lambda request: wrong.append(request.url))
        # Decisions are alike: every tenth of them is opened.
        of_decisions = [path for path in pages if path.parent.name == "decisions"]
        for path in [path for path in pages if path not in of_decisions] + of_decisions[::10]:
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
        browser.close()
    assert wrong == []
