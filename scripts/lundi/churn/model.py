"""The model itself: pure functions from features and outcomes to weights, and from risks and outcomes to a calibration.

The weights are all that leaves: the mart `fct_customer_churn_risks` multiplies them in SQL, and makes of log odds the
risk that `risks_of` makes here.
"""

from dataclasses import dataclass

import numpy as np

BAND_COUNT = 10
INTERCEPT = "(intercept)"


@dataclass(frozen=True)
class Snapshot:
    """Customers at the end of one week: a row of features each, and whether none of their purchases followed."""

    iso_week: str
    feature_names: tuple[str, ...]
    features: np.ndarray  # float64, one row per customer
    has_lapsed: np.ndarray  # bool

    @property
    def customer_count(self) -> int:
        """Customers looked at."""
        return len(self.has_lapsed)

    @property
    def lapsed_share(self) -> float:
        """Share of them, 0 to 1, who did not buy again."""
        return float(self.has_lapsed.mean())


@dataclass(frozen=True)
class Weights:
    """A trained model: what one unit of each feature adds to the log odds of the risk."""

    trained_iso_week: str
    intercept: float
    coefficients: dict[str, float]  # by the feature's name, in the order of the snapshot

    def as_rows(self) -> list[tuple[str, float]]:
        """Name and weight, the intercept first."""
        return [(INTERCEPT, self.intercept), *self.coefficients.items()]


@dataclass(frozen=True)
class Band:
    """Customers with a like risk: what was foretold of them and what they did."""

    number: int  # 1: below a tenth, 10: nine tenths and more
    customer_count: int
    foretold_share: float
    lapsed_share: float


@dataclass(frozen=True)
class Evaluation:
    """How a model kept its word on a week that it had not seen.

    `brier_score` is the mean squared difference between risk and outcome, `base_brier_score` that of who foretells the
    share of the training week of everybody. `auc` is the share of pairs, one lapsed and one not, that the risks put in
    the right order; a half is chance.
    """

    trained_iso_week: str
    evaluated_iso_week: str
    customer_count: int
    lapsed_share: float
    foretold_share: float
    brier_score: float
    base_brier_score: float
    auc: float
    bands: tuple[Band, ...]

    @property
    def calibration_error(self) -> float:
        """Mean difference between what was foretold and what came, over the bands, each customer counting once."""
        total = sum(abs(band.foretold_share - band.lapsed_share) * band.customer_count for band in self.bands)
        return total / self.customer_count


def train(snapshot: Snapshot) -> Weights:
    """Fits the regression. Raises ValueError where everybody, or nobody, lapsed: there is nothing to tell apart."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    if snapshot.has_lapsed.all() or not snapshot.has_lapsed.any():
        raise ValueError(f"of the {snapshot.customer_count} customers of {snapshot.iso_week} all or none came back")
    scaler = StandardScaler().fit(snapshot.features)
    fitted = LogisticRegression(max_iter=1000).fit(scaler.transform(snapshot.features), snapshot.has_lapsed)
    # Told in the features' own units: who multiplies them needs no scaler.
    coefficients = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - coefficients @ scaler.mean_)
    return Weights(
        snapshot.iso_week, intercept, dict(zip(snapshot.feature_names, map(float, coefficients), strict=True))
    )


def risks_of(weights: Weights, snapshot: Snapshot) -> np.ndarray:
    """The risk of each customer, 0 to 1."""
    coefficients = np.array([weights.coefficients[name] for name in snapshot.feature_names])
    return 1 / (1 + np.exp(-(weights.intercept + snapshot.features @ coefficients)))


def evaluate(weights: Weights, trained_on: Snapshot, later: Snapshot) -> Evaluation:
    """Holds a model against a week that it has not seen. Raises ValueError where all or none of that week came back."""
    from sklearn.metrics import brier_score_loss, roc_auc_score

    if later.has_lapsed.all() or not later.has_lapsed.any():
        raise ValueError(f"of the {later.customer_count} customers of {later.iso_week} all or none came back")
    risks = risks_of(weights, later)
    everybody = np.full(later.customer_count, trained_on.lapsed_share)
    return Evaluation(
        trained_iso_week=trained_on.iso_week,
        evaluated_iso_week=later.iso_week,
        customer_count=later.customer_count,
        lapsed_share=later.lapsed_share,
        foretold_share=float(risks.mean()),
        brier_score=float(brier_score_loss(later.has_lapsed, risks)),
        base_brier_score=float(brier_score_loss(later.has_lapsed, everybody)),
        auc=float(roc_auc_score(later.has_lapsed, risks)),
        bands=bands_of(risks, later.has_lapsed),
    )


def bands_of(risks: np.ndarray, has_lapsed: np.ndarray) -> tuple[Band, ...]:
    """Customers by tenths of risk; a band without any is left out."""
    numbers = np.minimum(np.floor(risks * BAND_COUNT).astype(int) + 1, BAND_COUNT)
    found = []
    for number in range(1, BAND_COUNT + 1):
        chosen = numbers == number
        if chosen.any():
            shares = float(risks[chosen].mean()), float(has_lapsed[chosen].mean())
            found.append(Band(number, int(chosen.sum()), *shares))
    return tuple(found)
