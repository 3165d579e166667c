"""The secret that keyed hashes are made with, for the commands of privacy."""

from lundi.settings import Settings
from lundi.warehouse.secret import ensure_secret


def load_pepper(settings: Settings) -> str:
    """The secret; made once where none is given. Raises LundiError as `ensure_secret` does."""
    return ensure_secret(settings.secret_database, settings.state_database)
