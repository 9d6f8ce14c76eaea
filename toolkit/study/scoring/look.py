"""The scores as the page asks for them: by indicator, measure and group, with the indicators that were named for each cause."""

from __future__ import annotations

from toolkit.result import OK
from toolkit.study.scoring.flags import ALL_FLAGS
from toolkit.study.scoring.rules import QUIET, named_for, rules
from toolkit.study.scoring.run import Scores
from toolkit.study.scoring.tally import ABOVE, FLAGGED, SURELY_ABOVE

_LOWEST = -2.0  # below any difference of two shares


class Look:
    """The rows by what they are of, and the indicators that were named for each cause."""

    def __init__(self, scores: Scores) -> None:
        """Sort the rows by indicator, measure, group and stage."""
        self.scores = scores
        keys = scores.rows[["indicator", "measure", "group", "stage"]].itertuples(index=False, name=None)
        self._rows = dict(zip(keys, scores.rows.to_dict("records"), strict=True))
        self.named = {c: named_for(c, scores.indicators) for c in scores.causes}
        self._cases = scores.said[["group", "seed", "case_id"]].drop_duplicates()["group"].value_counts().to_dict()

    @property
    def comparisons(self) -> int:
        """How many times a flag was held against a cause."""
        return sum(i.flag is not None for i in self.scores.indicators) * len(self.scores.causes)

    def cases_of(self, group: str) -> int:
        """Return how many cases of a group were looked at."""
        return int(self._cases.get(group, 0))

    def any_row(self, indicator: str, measure: str, group: str) -> dict | None:
        """Return a row whether or not it has a value."""
        return self._rows.get((indicator, measure, group, ALL_FLAGS))

    def row(self, indicator: str, measure: str, group: str, stage: str = ALL_FLAGS) -> dict | None:
        """Return a row that has a value; none where there is none."""
        row = self._rows.get((indicator, measure, group, stage))
        return row if row is not None and row["status"] == OK else None

    def share(self, indicator: str, measure: str, group: str) -> float | None:
        """Return a share; none where there is none."""
        row = self.row(indicator, measure, group)
        return None if row is None else float(row["value"])

    def found(self, cause: str) -> list[str]:
        """Return the indicators named for a cause that are there, those that lie highest above quiet cases first."""
        names = {n for meant in self.named[cause].values() for n in meant}
        return sorted(names, key=lambda n: (-self._above(n, cause), n))

    def others(self, cause: str) -> list[str]:
        """Return the indicators not named that flag a cause's cases surely more often than quiet ones, all comparisons at once."""
        named = set(self.found(cause))
        rows = {i.name: self.row(i.name, SURELY_ABOVE, cause) for i in self.scores.indicators if i.name not in named}
        sure = {n: row["lower"] for n, row in rows.items() if row and row["lower"] > 0}
        return sorted(sure, key=lambda n: (-sure[n], n))

    def meets(self, indicator: str, cause: str) -> bool:
        """Whether an indicator finds a cause by the marks that were fixed beforehand."""
        hits, alarms = (self.share(indicator, FLAGGED, group) for group in (cause, QUIET))
        above = self.row(indicator, ABOVE, cause)
        if hits is None or alarms is None or above is None:
            return False
        return hits >= rules()["finds_sensitivity"] and alarms <= rules()["finds_false_alarm"] and above["lower"] > 0

    def _above(self, indicator: str, cause: str) -> float:
        found = self.share(indicator, ABOVE, cause)
        return _LOWEST if found is None else found
