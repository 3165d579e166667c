"""Typst with the committed fonts and nothing else: the same input gives the same bytes on every machine."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).resolve().parent / "fonts"
TEMPLATES = Path(__file__).resolve().parent / "templates"


@cache
def _fonts() -> typst.Fonts:
    # Only ours: a font of the machine or of typst itself would change the bytes from one machine to the next.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def compile_document(
    template: str, values: dict[str, Any], *, timestamp: datetime | None = None, **options: object
) -> bytes:
    """The template of that name, typeset with `values` (read by it from `sys.inputs.values` as JSON)."""
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False, sort_keys=True)},
        timestamp=timestamp,
        **options,
    )
