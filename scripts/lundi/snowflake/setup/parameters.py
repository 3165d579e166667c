"""What differs from account to account: read from the environment, checked, never guessed."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lundi.errors import LundiError

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
WIDEST_PREFIX = 8
LEAST_KEY_BITS = 2048
# With Snowflake's seven days of fail-safe, within the month that an erasure may take.
LONGEST_RETENTION_DAYS = 21
PREFIX = "LUNDI_SNOWFLAKE_"
MACHINES = ("loader", "transformer", "publisher", "reporter", "ci")
USES = ("load", "build", "report", "dev")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name in the SQL, its variable, what it means, and how its text becomes SQL.

    `read` raises ValueError with what is wrong. Without a default it must be given.
    """

    name: str
    variable: str
    meaning: str
    read: Callable[[str], str]
    default: str | None = None


@dataclass(frozen=True)
class Values:
    """What the statements are filled with, and the parameters that were not given."""

    given: Mapping[str, str]
    missing: tuple[Parameter, ...]

    def with_names_for_missing(self) -> dict[str, str]:
        """All values; a missing one stands as <its variable>, to be read and not to be run."""
        return {**self.given, **{parameter.name: f"<{parameter.variable}>" for parameter in self.missing}}

    def complete(self) -> dict[str, str]:
        """All values. Raises LundiError naming each missing variable and its meaning."""
        if self.missing:
            lines = "; ".join(f"{parameter.variable}: {parameter.meaning}" for parameter in self.missing)
            raise LundiError(f"the set-up needs {lines}", "set what is missing; nothing of it is guessed")
        return dict(self.given)


def read_parameters(
    environment: Mapping[str, str], names: set[str], *, role: str, allowed: Sequence[str] = ()
) -> Values:
    """The values of the named parameters. Raises LundiError for one that cannot be right.

    `allowed` are CIDR ranges from the command line, in the place of the variable.
    """
    texts = {parameter.name: environment.get(parameter.variable, "") for parameter in PARAMETERS}
    texts["admin_role"] = role
    if allowed:
        texts["allowed_ips"] = ",".join(allowed)
    given: dict[str, str] = {}
    missing: list[Parameter] = []
    for parameter in PARAMETERS:
        text = texts[parameter.name].strip() or parameter.default
        if parameter.name not in names:
            continue
        if text is None:
            missing.append(parameter)
        else:
            given[parameter.name] = _value(parameter, text)
    return Values(given, tuple(missing))


def address_ranges(text: str) -> str:
    """A list of IPv4 ranges as a list of SQL texts, none of them wider than /8."""
    ranges = [item.strip() for item in text.split(",") if item.strip()]
    if not ranges:
        raise ValueError("the list is empty")
    return ", ".join(f"'{_address_range(item)}'" for item in ranges)


def public_key(text: str) -> str:
    """An RSA public key of 2048 bits or more, PEM or one line, as the one line that Snowflake takes."""
    if "PRIVATE" in text:
        raise ValueError("that is a private key; keep it on its machine and give the public one")
    body = "".join(line.strip() for line in text.strip().splitlines() if not line.startswith("-----"))
    return _checked_key(body)


def second_key(text: str) -> str:
    """The clause for the second place of a key: the key, or nothing, which empties the place."""
    return f"set rsa_public_key_2 = '{public_key(text)}'" if text else "unset rsa_public_key_2"


def user_names(text: str) -> str:
    """A list of user names; one that is no plain name (an e-mail address) is quoted as it is written."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or any('"' in name for name in names):
        raise ValueError("expected user names, separated by commas, without quotes")
    return ", ".join(name if IDENTIFIER.fullmatch(name) else f'"{name}"' for name in names)


def identifier(text: str) -> str:
    """A plain name, in lower case."""
    if not IDENTIFIER.fullmatch(text):
        raise ValueError("expected a plain name: letters, digits and _")
    return text.lower()


def whole_number(least: int, most: int) -> Callable[[str], str]:
    """A reader of whole numbers between two bounds."""

    def read(text: str) -> str:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ValueError(f"expected a whole number between {least} and {most}")
        return str(int(text))

    return read


def _value(parameter: Parameter, text: str) -> str:
    try:
        return parameter.read(text)
    except ValueError as error:
        raise LundiError(f"{parameter.variable}: {error}", f"it is {parameter.meaning}") from error


def _address_range(item: str) -> str:
    try:
        network = ipaddress.IPv4Network(item)
    except ValueError as error:
        raise ValueError(f"{item} is no IPv4 range: {error}") from error
    if network.prefixlen < WIDEST_PREFIX:
        raise ValueError(f"{item} lets in more than a /{WIDEST_PREFIX}, which protects nothing")
    return str(network)


def _checked_key(body: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError) as error:
        raise ValueError("that is no public key in PEM or on one line") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < LEAST_KEY_BITS:
        raise ValueError(f"expected an RSA key of {LEAST_KEY_BITS} bits or more")
    return body


def _generation(text: str) -> str:
    if text not in {"1", "2"}:
        raise ValueError("expected 1 or 2")
    return text


def _label(text: str) -> str:
    if len(text) > 256 or not re.fullmatch(r"[\w .@+-]+", text):
        raise ValueError("expected up to 256 letters, digits, spaces and . @ + - _")
    return text


def _credits(use: str) -> Parameter:
    meaning = f"the credits that the warehouse for {use} may spend in a month, as 40"
    return Parameter(f"{use}_credits", f"{PREFIX}{use.upper()}_CREDITS", meaning, whole_number(1, 1_000_000))


def _keys(machine: str) -> tuple[Parameter, Parameter]:
    variable = f"{PREFIX}{machine.upper()}_PUBLIC_KEY"
    meaning = f"the RSA public key of the machine that works as LUNDI_{machine.upper()}, PEM or one line"
    return (
        Parameter(f"{machine}_public_key", variable, meaning, public_key),
        Parameter(
            f"{machine}_second_key", f"{variable}_2", f"{meaning}; the second one, while keys change", second_key, ""
        ),
    )


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("admin_role", "--role", "the administrator's role", identifier),
    Parameter(
        "warehouse_generation",
        f"{PREFIX}WAREHOUSE_GENERATION",
        "the generation of the warehouses, 1 or 2",
        _generation,
        "2",
    ),
    *(_credits(use) for use in USES),
    Parameter("notify_users", f"{PREFIX}NOTIFY_USERS", "the Snowflake users whom a resource monitor tells", user_names),
    Parameter(
        "retention_days",
        f"{PREFIX}RETENTION_DAYS",
        "how many days what was delivered can be restored (1 on the Standard edition)",
        whole_number(0, LONGEST_RETENTION_DAYS),
        "14",
    ),
    Parameter("cost_owner", f"{PREFIX}COST_OWNER", "who pays, the value of the tag COST_OWNER", _label),
    Parameter(
        "allowed_ips",
        f"{PREFIX}ALLOWED_IPS",
        "the IPv4 ranges of the machines, separated by commas, as 192.0.2.0/28 (or --allow-ip)",
        address_ranges,
    ),
    *(key for machine in MACHINES for key in _keys(machine)),
)
