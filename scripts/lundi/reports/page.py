"""The report as one HTML file that fetches nothing: fonts and charts are inside, no script is needed."""

import base64
import re

from markupsafe import Markup, escape

from lundi.reports.svg import HATCH
from lundi.reports.templating import environment
from lundi.reports.typesetting import FONTS
from lundi.reports.view import View

WEIGHTS = ((400, "Regular"), (600, "SemiBold"), (700, "Bold"))
OPENING_TAG = re.compile(r"<svg\b[^>]*>")
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')


def render_page(view: View, charts: dict[str, str]) -> bytes:
    """The page; `charts` holds the SVG text of each figure that is drawn."""
    alternatives = {figure.key: figure.alt for figure in view.figures}
    figures = {key: _figure(key, svg, alternatives[key.removesuffix("_narrow")]) for key, svg in charts.items()}
    template = environment().get_template("report.html.j2")
    return template.render(view=view, figures=figures, font_faces=font_faces()).encode("utf-8")


def _figure(key: str, svg: str, alternative: str) -> Markup:
    """The chart as inline SVG that says its message and fits its column; its pattern's name is its own on the page."""
    svg = svg.replace(f'id="{HATCH}"', f'id="{HATCH}-{key}"').replace(f"url(#{HATCH})", f"url(#{HATCH}-{key})")
    view_box = VIEW_BOX.search(svg)
    size = view_box.group(1) if view_box else "0 0 1 1"
    tag = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img" aria-label="{escape(alternative)}">'
    return Markup(OPENING_TAG.sub(lambda _: tag, svg, count=1))


def font_faces() -> Markup:
    """The committed font, inside the page."""
    faces = []
    for weight, name in WEIGHTS:
        encoded = base64.b64encode((FONTS / f"Inter-{name}.woff2").read_bytes()).decode("ascii")
        faces.append(
            f"@font-face{{font-family:Inter;font-weight:{weight};font-style:normal;"
            f"src:url(data:font/woff2;base64,{encoded}) format('woff2')}}"
        )
    return Markup("\n".join(faces))
