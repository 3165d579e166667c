"""A sheet of SVG to draw on: the same drawing goes into the PDF, the page and the mail, byte for byte.

Lengths are pixels; text is Inter, and stays text. Widths of texts are estimated, which is enough to keep labels apart.
"""

from collections.abc import Sequence
from html import escape

from lundi.reports import palette

FONT = "Inter"
# Parts of the font's size that a character takes, in Inter, a little on the safe side.
NARROW = "  .,:;!|iljftr'’()-·"
WIDTHS = {"narrow": 0.33, "lower": 0.58, "other": 0.66}
HATCH = "hatch"


def text_width(text: str, size: float) -> float:
    """About how wide a text is drawn."""
    return size * sum(WIDTHS[_width_class(character)] for character in text)


def _width_class(character: str) -> str:
    if character in NARROW:
        return "narrow"
    return "lower" if character.islower() else "other"


def _number(value: float) -> str:
    # Two decimals are a hundredth of a pixel; a fixed spelling makes equal drawings equal bytes.
    return f"{round(value, 2) + 0.0:.2f}"


class Sheet:
    """An SVG under the pen."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none") -> None:
        """A filled rectangle; negative extents are turned round."""
        left, top = min(x, x + width), min(y, y + height)
        self._parts.append(
            f'<rect x="{_number(left)}" y="{_number(top)}" width="{_number(abs(width))}" '
            f'height="{_number(abs(height))}" fill="{fill}" stroke="{stroke}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float = 1, dash: str = ""
    ) -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}" '
            f'stroke="{stroke}" stroke-width="{width}"{dashed}/>'
        )

    def curve(self, points: Sequence[tuple[float, float] | None], *, stroke: str, width: float, dash: str = "") -> None:
        """A line through points; None leaves a gap."""
        commands, is_down = [], False
        for point in points:
            if point is not None:
                commands.append(f"{'L' if is_down else 'M'}{_number(point[0])},{_number(point[1])}")
            is_down = point is not None
        if not commands:
            return
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{" ".join(commands)}" fill="none" stroke="{stroke}" stroke-width="{width}" '
            f'stroke-linejoin="round"{dashed}/>'
        )

    def dot(self, x: float, y: float, radius: float, *, fill: str, stroke: str, width: float = 1.2) -> None:
        """A round point."""
        self._parts.append(
            f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{radius}" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="{width}"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10,
        fill: str = palette.INK,
        weight: int = 400,
        anchor: str = "start",
    ) -> None:
        """A text on its base line."""
        self._parts.append(
            f'<text x="{_number(x)}" y="{_number(y)}" font-family="{FONT}" font-size="{size}" font-weight="{weight}" '
            f'fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'
        )

    def svg(self) -> str:
        """The drawing."""
        size = f"0 0 {_number(self.width)} {_number(self.height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" width="{_number(self.width)}" '
            f'height="{_number(self.height)}">{_hatch()}{"".join(self._parts)}</svg>'
        )


def _hatch() -> str:
    """The stripes of what falls: seen in black and white and by those who take orange for blue."""
    return (
        f'<defs><pattern id="{HATCH}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{palette.DOWN}"/>'
        f'<rect width="1.6" height="5" fill="white"/></pattern></defs>'
    )
