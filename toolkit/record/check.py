"""Checking a record: one run lists every problem, with its count, the first places and what to do; no text of any note."""

from __future__ import annotations

from pathlib import Path

from toolkit.record.checkdata import Tables
from toolkit.record.checkfiles import file_findings
from toolkit.record.checkplaces import placed
from toolkit.record.checkrules import Problem, Rule, read_rules, rules
from toolkit.record.checkrun import run
from toolkit.record.checktold import told
from toolkit.record.finding import SEVERITIES, Checked, NotRun
from toolkit.record.open import open_record

__all__ = ["check_record", "told"]


def check_record(path: str | Path, own: Path | None = None) -> Checked:
    """Check a record against the schema and every rule, and return what was found.

    Args:
        path: the folder of the record.
        own: a folder of rules of one's own, which run beside those that travel with the toolkit; one of the same name takes
            the place of that of the toolkit.

    Returns:
        One finding a rule and table with at least one fault, gravest first; how many rules ran; and which could not run, with why.

    Raises:
        CaseReviewError: no such record, one whose files cannot be opened, or no rule in the folder.

    >>> from toolkit import paths
    >>> checked = check_record(paths.sample_record())
    >>> all(finding.count for finding in checked) and checked.ran > 50
    True
    """
    record = open_record(path)
    picked, problems = _picked(own)
    found, stopped, ran = file_findings(record), [_unreadable(p) for p in problems], 0
    with Tables(record) as tables:
        for rule in picked:
            here, not_run, did = run(tables, rule)
            found += [placed(tables, finding, places) for finding, places in here]
            stopped += not_run
            ran += did
    ordered = sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.words, f.table, f.column))
    return Checked(ordered, ran, sorted(stopped, key=lambda n: (n.in_part, n.rule, n.table)))


def _picked(own: Path | None) -> tuple[list[Rule], list[Problem]]:
    ours = {rule.name: rule for rule in rules()}
    theirs, problems = read_rules(own) if own else ([], [])
    picked = ours | {rule.name: rule for rule in theirs}
    return sorted(picked.values(), key=lambda rule: (SEVERITIES.index(rule.severity), rule.name)), problems


def _unreadable(problem: Problem) -> NotRun:
    return NotRun(problem.name, "", "", f"it cannot be read: {'; '.join(problem.faults)}")
