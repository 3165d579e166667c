"""The models of disclosure control on made cells, without dbt: their own SQL, one after the other, in DuckDB."""

import duckdb
from jinja2 import Environment

from lundi.settings import PROJECT_ROOT
from lundi.share.attack import PublishedCell

MODELS = ("remembered_cells", "ranked_cells", "hiding_patterns", "group_decisions", "released_cells")
CELL_COLUMNS = (
    "partner_code varchar, product_code varchar, product_version bigint, iso_week varchar, group_key varchar, "
    "cell_key varchar, cell_level varchar, amount numeric(18, 2), secondary_amount numeric(18, 2), "
    "is_confidential boolean"
)


class Shares:
    """Publications to one partner, one after the other, with their memory."""

    def __init__(self):
        self.connection = duckdb.connect()
        self.connection.execute(f"create table int_share__supplier_cells ({CELL_COLUMNS})")
        self.connection.execute(f"create table int_share__profile_cells ({CELL_COLUMNS})")
        self.connection.execute("create table dim_share_rules as select cast(0.2 as double) as minimum_hidden_rest")
        self.connection.execute(
            "create table fct_released_cells (partner_code varchar, product_code varchar, product_version bigint, "
            "cell_key varchar, was_hidden boolean, was_published boolean)"
        )
        environment = Environment()
        for name in MODELS:
            text = (PROJECT_ROOT / "models" / "shares" / f"int_share__{name}.sql").read_text(encoding="utf-8")
            sql = environment.from_string(text).render(ref=lambda model: model)
            self.connection.execute(f"create view int_share__{name} as {sql}")

    def publish(self, cells, publication="1", finals=frozenset()):
        """What the partner sees of both measures. Cells are rows of group, key, level, amount, secondary amount and
        whether it is confidential; `finals` are keys whose amounts will not change."""
        self.connection.execute("delete from int_share__supplier_cells")
        self.connection.executemany(
            "insert into int_share__supplier_cells values ('a', 'supplier_sales', 1, 'W', ?, ?, ?, ?, ?, ?)", cells
        )
        told = self.connection.execute(
            "select group_key, cell_key, cell_level, amount, secondary_amount, release_code "
            "from int_share__released_cells "
            "inner join int_share__supplier_cells using (group_key, cell_key, cell_level, amount)"
        ).fetchall()
        self._remember(told)
        return [
            [
                PublishedCell(
                    publication,
                    group,
                    key,
                    level,
                    value if code == "published" else None,
                    key in finals,
                )
                for group, key, level, value, code in measure
            ]
            for measure in (
                [(group, key, level, amount, code) for group, key, level, amount, _, code in told],
                [(group, key, level, second, code) for group, key, level, _, second, code in told],
            )
        ]

    def _remember(self, told):
        for _, key, _, _, _, code in told:
            hidden = code != "published"
            self.connection.execute(
                "insert into fct_released_cells values ('a', 'supplier_sales', 1, ?, ?, ?)", [key, hidden, not hidden]
            )
        self.connection.execute(
            "create or replace table fct_released_cells as select partner_code, product_code, product_version, "
            "cell_key, bool_or(was_hidden) as was_hidden, bool_or(was_published) as was_published "
            "from fct_released_cells group by all"
        )
