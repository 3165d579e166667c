"""The page of a partner: French with English beside it, one file that fetches nothing."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).resolve().parent / "templates"

RELEASE_TEXTS = (
    ("published", "publiée : la valeur est donnée", "published: the figure is given"),
    (
        "confidential",
        "confidentielle : trop peu de clients, de magasins ou d’entreprises ; la valeur est vide, elle n’est pas zéro",
        "confidential: too few customers, stores or companies; the figure is empty, it is not zero",
    ),
    (
        "secondary",
        "masquée pour protéger une autre cellule ; la valeur est vide, elle n’est pas zéro",
        "hidden to protect another cell; the figure is empty, it is not zero",
    ),
)
SCOPE_TEXTS = {
    "supplier": ("fournisseur", "supplier"),
    "brand": ("marque", "brand"),
    "store": ("magasin", "store"),
    "franchisee": ("tous les magasins du franchisé", "all stores of the franchisee"),
    "region": ("magasins du franchisé dans une région", "stores of the franchisee in one region"),
    "zone": ("zone", "zone"),
    "sales_partner": ("partenaire de vente", "sales partner"),
    "all": ("tout", "all"),
}
STATUS_TEXTS = {
    "provisional": ("provisoire", "provisional"),
    "final": ("définitive", "final"),
    "active": ("en service", "active"),
    "deprecated": ("déprécié", "deprecated"),
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["french_date"] = french_date
    environment.filters["grouped"] = lambda number: f"{number:,}".replace(",", "\u202f")
    return environment


def render_partner_page(manifest: Mapping[str, Any], changes: Sequence[Mapping[str, str]]) -> bytes:
    """The page of a publication: what it holds, what the columns mean, what changed since the last one."""
    template = _environment().get_template("partner.html.j2")
    return template.render(
        manifest=manifest,
        changes=changes,
        releases=RELEASE_TEXTS,
        scopes=SCOPE_TEXTS,
        statuses=STATUS_TEXTS,
    ).encode("utf-8")


def render_notice_page(notice: Mapping[str, Any]) -> bytes:
    """What somebody reads who gets nothing any more."""
    return _environment().get_template("notice.html.j2").render(notice=notice).encode("utf-8")


def french_date(text: str | None) -> str:
    """A date or moment of the manifest as people write it."""
    if not text:
        return "—"
    year, month, day = text[:10].split("-")
    hour = f" à {text[11:16]} UTC" if len(text) > 10 else ""
    return f"{day}/{month}/{year}{hour}"
