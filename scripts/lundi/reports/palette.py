"""The colours of every artefact: one blue, one orange and greys, told apart by colour-blind readers and in print."""

WEEK = "#1f5fa8"  # the reported week
COMPARED_FILL = "#e4e8ed"  # what it is compared with
COMPARED_STROKE = "#87919c"
UP = "#1f5fa8"
DOWN = "#d9730d"
DOWN_TEXT = "#a34800"  # the orange is too pale for small text on white
INK = "#1a2028"
MUTED = "#57616c"
RULE = "#d3d9df"
PANEL = "#f3f6f9"


def as_mapping() -> dict[str, str]:
    """The colours by lower-case name, as the templates know them."""
    return {name.lower(): value for name, value in globals().items() if name.isupper()}
