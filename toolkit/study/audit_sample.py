"""The sample of an audit: the file of `casereview sample`, with what an agency added; chance and incidents are never pooled."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.study.sample import DRAWN, REPLACEMENT

TAKEN, REPLACED = "taken", "replaced"
USES = (DRAWN, REPLACEMENT, TAKEN, REPLACED)
AT_RANDOM, INCIDENT = "random", "incident"
RANDOM_PART, INCIDENT_PART = "drawn at random", "chosen after an incident"
PARTS = {RANDOM_PART: AT_RANDOM, INCIDENT_PART: INCIDENT}
_NEEDED = ("use", "case_id")
_CANNOT = "The sample cannot be used"
_TODO = "Give the file that `casereview sample` wrote; a column `chosen` may say random or incident."


@dataclass(frozen=True)
class AuditSample:
    """The part of a sample that an audit looks at.

    Attributes:
        part: `drawn at random`, or `chosen after an incident`.
        cases: the cases of this part, in the order of the file.
        other: the cases of the other part.
        weights: the weight of each family of this part, where the file has them.
    """

    part: str
    cases: tuple[str, ...]
    other: tuple[str, ...]
    weights: tuple[float, ...]

    @property
    def by_outcome(self) -> bool:
        """Whether its cases were chosen by what happened: then a share of those to whom it happened says nothing."""
        return self.part == INCIDENT_PART

    @property
    def said(self) -> list[str]:
        """What a reader must know of the sample, in sentences; it holds no count."""
        if self.by_outcome:
            return [
                "These cases were chosen after an incident. They are no picture of the agency's work, and stand apart from any "
                "that were drawn at random: no share of outcomes is given for them."
            ]
        return [
            "These cases were drawn at random, brothers and sisters as one. Every number is of the sample, with an interval for "
            f"what chance alone does. {self._chances} Cases chosen after an incident, if there are any, are not among them.",
        ]

    @property
    def _chances(self) -> str:
        if not self.weights:
            return "The file says nothing of weights, so whether all families had the same chance is not known."
        if max(self.weights) <= _alike() * min(self.weights):
            return "All families had nearly the same chance to be drawn."
        return (
            f"Families had unlike chances to be drawn (weights from {min(self.weights):.2f} to {max(self.weights):.2f}), and the "
            "numbers here are not weighted: they are of the sample and not of all open cases."
        )


def read_sample(path: str | Path, part: str = RANDOM_PART) -> AuditSample:
    """Return the part of a sample that an audit looks at.

    A row counts where its `use` is `drawn` or `taken` (a replacement that was taken, written so by hand); `replacement` and
    `replaced` (a drawn case that was replaced) do not. The column `chosen` says `random` or `incident`; without it all are random.
    A file that has no column `use`, only cases, is one of cases chosen after an incident, as `casereview audit new` takes it.

    Args:
        path: CSV as `casereview sample` writes it; needed are `use` and `case_id`, looked at are `chosen`, `family_no`, `weight`.
        part: `drawn at random` or `chosen after an incident`.

    Raises:
        CaseReviewError: everything that is wrong with the file, by row; never by case.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sample.csv"
    >>> _ = file.write_text("use,case_id,weight\\ndrawn,C1,2.0\\nreplacement,C2,\\n")
    >>> read_sample(file).cases
    ('C1',)
    """
    if part not in PARTS:
        raise CaseReviewError(_CANNOT, [f"there is no part {part}{nearest(part, PARTS)}"])
    rows = _rows(Path(path), part)
    problems = [p for n, row in enumerate(rows, 2) for p in _wrong(n, row)]
    used = [row for row in rows if row["use"] in (DRAWN, TAKEN)]
    cases = [row["case_id"] for row in used]
    problems += ["a case stands there twice"] if len(set(cases)) < len(cases) else []
    own = [row for row in used if (row.get("chosen") or AT_RANDOM) == PARTS[part]]
    if not problems and not own:
        problems.append(f"no case was {part}")
    if problems:
        raise CaseReviewError(_CANNOT, problems, _TODO)
    mine = tuple(row["case_id"] for row in own)
    families = {row.get("family_no") or row["case_id"]: row.get("weight", "") for row in own}
    weights = tuple(float(w) for w in families.values() if w)
    return AuditSample(part, mine, tuple(c for c in cases if c not in set(mine)), weights if len(weights) == len(families) else ())


def _rows(file: Path, part: str) -> list[dict[str, str]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows = [row for row in csv.reader(text) if any(cell.strip() for cell in row)]
    except OSError:
        raise CaseReviewError(f"There is no sample at {file.name}", todo=_TODO) from None
    except (UnicodeDecodeError, csv.Error):
        raise CaseReviewError(_CANNOT, ["it is not a CSV file in UTF-8"], _TODO) from None
    head = [name.strip() for name in rows[0]] if rows else []
    only_cases = {"use": DRAWN, "chosen": INCIDENT} if part == INCIDENT_PART and "use" not in head else {}
    problems = [f"no column {c}{nearest(c, head)}" for c in _NEEDED if c not in head and c not in only_cases]
    problems += [f"column {c} is there twice" for c in dict.fromkeys(head) if head.count(c) > 1]
    problems += [
        f"row {n}: {len(r)} cells where the heading has {len(head)}" for n, r in enumerate(rows[1:], 2) if len(r) != len(head)
    ]
    if problems:
        raise CaseReviewError(_CANNOT, problems, _TODO)
    return [only_cases | dict(zip(head, (cell.strip() for cell in row), strict=True)) for row in rows[1:]]


def _wrong(n: int, row: dict[str, str]) -> list[str]:
    problems = [] if row["case_id"] else [f"row {n}: no case_id"]
    if row["use"] not in USES:
        problems.append(f"row {n}: use is none of {', '.join(USES)}{nearest(row['use'], USES)}")
    chosen = row.get("chosen") or AT_RANDOM
    if chosen not in PARTS.values():
        problems.append(f"row {n}: chosen is none of {', '.join(PARTS.values())}{nearest(chosen, PARTS.values())}")
    if (weight := row.get("weight", "")) and not _is_weight(weight):
        problems.append(f"row {n}: weight is no number above 0")
    return problems


def _is_weight(text: str) -> bool:
    try:
        return 0 < float(text) < float("inf")
    except ValueError:
        return False


def _alike() -> float:
    with (paths.data() / "study" / "audit_sample.csv").open(newline="", encoding="utf-8") as text:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(text)}["weights_alike"]
