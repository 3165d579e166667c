"""`lundi docs`: writes the whole site into one folder, and follows every link of it before it is done."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lundi.documentation.handbook import Page, handbook
from lundi.documentation.pages import costs_page, exposures_page, glossary_page, quality_page
from lundi.errors import LundiError
from lundi.reports.page import font_faces
from lundi.reports.palette import as_mapping
from lundi.settings import PROJECT_ROOT, Settings
from lundi.warehouse.dbt import write_dbt_docs
from lundi.warehouse.published import open_published

TEMPLATES = Path(__file__).resolve().parent / "templates"
DBT_PAGE = "dbt.html"
NAMES = {"README.html": "Read me"}  # its title is the site's
LINK = re.compile(r'(?:href|src)="([^"]*)"')
IDENTIFIER = re.compile(r'\bid="([^"]*)"')
OUTSIDE = re.compile(r"^(https?:|mailto:|data:)")

Say = Callable[[str], None]


def write_site(settings: Settings, folder: Path, say: Say = lambda text: None) -> list[Path]:
    """Writes the site into `folder` (made anew) and gives its pages.

    Quality and costs are those of the published edition; without one their pages say so. Raises LundiError where dbt
    cannot read the project, or a link leads nowhere; a former site then stands.
    """
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    say("dbt reads the project")
    made = write_dbt_docs(settings)
    shutil.copyfile(made / "static_index.html", unfinished / DBT_PAGE)
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    say("writing the pages")
    with ExitStack() as opened:
        published = opened.enter_context(open_published(settings)) if settings.published_database.is_file() else None
        pages = all_pages(manifest, published)
    for page in [index_page(pages), *pages]:
        path = unfinished / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(laid_out(page), encoding="utf-8")
    shutil.copytree(PROJECT_ROOT / "docs" / "images", unfinished / "docs" / "images")
    dead = dead_links(unfinished)
    if dead:
        raise LundiError(f"{len(dead)} links of the site lead nowhere: {'; '.join(dead[:5])}", "mend the page")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return sorted(folder.rglob("*.html"))


def all_pages(manifest: dict, published: duckdb.DuckDBPyConnection | None) -> list[Page]:
    """Every page but the first and dbt's own."""
    return [
        glossary_page(PROJECT_ROOT),
        exposures_page(manifest),
        quality_page(published),
        costs_page(published),
        *handbook(PROJECT_ROOT),
    ]


def index_page(pages: Sequence[Page]) -> Page:
    """The first page: where everything is."""
    of_decisions = [page for page in pages if page.path.startswith("docs/decisions/")]
    others = [page for page in pages if page not in of_decisions]
    listed = "".join(f'<li><a href="{page.path}">{NAMES.get(page.path, page.title)}</a></li>' for page in others)
    decided = "".join(f'<li><a href="{page.path}">{page.title}</a></li>' for page in of_decisions)
    body = (
        "<h1>Lundi</h1><p>Everything that is written down about this project, and what its last Monday says.</p>"
        f'<ul><li><a href="{DBT_PAGE}">Models, columns, tests and lineage (dbt)</a></li>{listed}</ul>'
        f"<h2>Decisions</h2><ul>{decided}</ul>"
    )
    return Page("index.html", "Lundi", body)


def laid_out(page: Page) -> str:
    """The page in the site's frame."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = environment.get_template("page.html.j2")
    up = "../" * page.path.count("/")
    return template.render(page=page, up=up, font_faces=font_faces(), palette=as_mapping(), dbt_page=DBT_PAGE)


def dead_links(folder: Path) -> list[str]:
    """Every link of the site's own pages to a page, file or heading that is not there."""
    pages = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.html") if path.name != DBT_PAGE}
    headings = {path: set(IDENTIFIER.findall(text)) for path, text in pages.items()}
    found = []
    for path, text in pages.items():
        for link in map(unescape, LINK.findall(text)):
            if OUTSIDE.match(link):
                continue
            file, _, heading = link.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path
            is_there = target.is_file()
            if is_there and heading and target in headings:
                is_there = unquote(heading) in headings[target]
            if not is_there:
                found.append(f"{path.relative_to(folder)} → {link}")
    return sorted(found)
