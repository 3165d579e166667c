"""Remakes the committed fonts: `python remake.py FOLDER` with the folder of Inter's WOFF2 files.

The subset keeps what French and English reports print; the TTF goes to typst, the WOFF2 into HTML.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEIGHTS = ("Regular", "SemiBold", "Bold")
RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0100, 0x017F),  # Latin Extended-A
    (0x2000, 0x206F),  # general punctuation: thin and narrow no-break spaces, dashes, quotes
    (0x20A0, 0x20BF),  # currency signs
    (0x2190, 0x21FF),  # arrows
    (0x2212, 0x2212),  # minus
    (0x25A0, 0x25FF),  # the triangles of an evolution
)
# Inter's contextual alternates would redraw digits beside signs; only what tables need stays.
FEATURES = ("kern", "tnum", "ccmp", "locl", "mark", "mkmk")
FOLDER = Path(__file__).resolve().parent


def subset_options() -> Options:
    """What is kept of a font, and what makes the result the same on every run."""
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    return options


def remake(source: Path, target_folder: Path) -> list[Path]:
    """Writes the TTF and the WOFF2 of every weight found in `source`."""
    characters = [code for first, last in RANGES for code in range(first, last + 1)]
    written: list[Path] = []
    for weight in WEIGHTS:
        font = TTFont(source / f"Inter-{weight}.woff2", recalcTimestamp=False)
        subsetter = Subsetter(subset_options())
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        for flavor, suffix in ((None, "ttf"), ("woff2", "woff2")):
            font.flavor = flavor
            path = target_folder / f"Inter-{weight}.{suffix}"
            font.save(path)
            written.append(path)
    return written


def main() -> None:
    """Remakes the fonts beside this script and copies the licence found above the given folder."""
    source = Path(sys.argv[1])
    for path in remake(source, FOLDER):
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    licence = source.parent / "LICENSE.txt"
    if licence.exists():
        shutil.copyfile(licence, FOLDER / "OFL.txt")


if __name__ == "__main__":
    main()
