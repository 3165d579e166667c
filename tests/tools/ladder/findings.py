"""What a rung of the ladder found."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the rung that found it, where it stands (a node, a file, a statement) and what is wrong with it."""

    rung: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.rung}: {self.where}: {self.what}"
