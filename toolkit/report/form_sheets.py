"""The sheets of an audit: for each auditor a folder with a page, a workbook and a paper form for each case to be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import Checks
from toolkit.record.beside import refuse_taken, whole
from toolkit.report import markup
from toolkit.report.form_page import form_html, form_paper
from toolkit.report.form_workbook import form_workbook
from toolkit.review.forms.form import Form
from toolkit.review.instruments.folder import MODERATION, STAGE, instrument_of, new_audit
from toolkit.review.instruments.plan import check_auditors, plan_audit, read_sample
from toolkit.review.settings import Settings, read_settings
from toolkit.review.settings_kept import COORDINATOR

if TYPE_CHECKING:
    import pandas as pd

MODERATE = "moderation"


def write_audit(
    sample: str | Path,
    to: str | Path,
    instrument: str | Path = "case_file_audit",
    auditors: int = 2,
    seed: int = 0,
    chosen: Mapping[str, str | Path] | None = None,
    wording: str | Path | None = None,
    settings: Settings | None = None,
) -> dict[str, int]:
    """Write the folder of an audit, whole or not at all.

    Args:
        sample: the CSV file that `casereview sample` wrote.
        to: the folder to make: `A1`, `A2` … with the sheets of each auditor, `coordinator` with the plan and the sheets for
            moderation, the agency's settings, `instrument`, and `in` and `moderated` for what comes back.
        instrument: the name of one of the project's instruments, or the folder of an agency's own.
        auditors: how many there are.
        seed: decides who reads what, which cases are read twice, and how sheets are numbered.
        chosen: for each other reason that cases were chosen for, a CSV file of them.
        wording: an agency's own wording of the instrument.
        settings: the agency's settings: its urgent route, and the share of cases that two auditors read.

    Returns:
        How many sheets each auditor has.

    Raises:
        CaseReviewError: everything that is wrong with the sample, the instrument or the folder.
    """
    own = settings or read_settings()
    plan = plan_audit(cases_of(sample, to, instrument, auditors, chosen, wording), auditors, own.double_share, seed)
    with whole(Path(to)) as made:
        form = new_audit(made, plan, instrument, seed, own, wording)
        for sheet in plan.to_dict("records"):
            _sheet(made / sheet["auditor"], form, f"audit-{seed}", sheet["sheet"], sheet["case_id"], own, sheet["auditor"])
        twice = set(plan.loc[plan["turn"] == "second", "case_id"])
        for sheet in plan[(plan["turn"] == "first") & plan["case_id"].isin(twice)].to_dict("records"):
            folder = made / COORDINATOR / MODERATE
            _sheet(folder, form, f"audit-{seed}", sheet["sheet"], sheet["case_id"], own, "", MODERATION)
    return {name: int(n) for name, n in plan["auditor"].value_counts().sort_index().items()}


def cases_of(
    sample: str | Path,
    to: str | Path,
    instrument: str | Path,
    auditors: int,
    chosen: Mapping[str, str | Path] | None = None,
    wording: str | Path | None = None,
) -> pd.DataFrame:
    """Return the cases of an audit that can be made; the arguments are those of :func:`write_audit`.

    Returns:
        Columns as :func:`toolkit.review.instruments.plan.read_sample` returns them.

    Raises:
        CaseReviewError: everything that is wrong with any of them.
    """
    checks = Checks("The audit cannot be made")
    cases = checks.make(read_sample, sample, chosen)
    checks.make(instrument_of, instrument, wording)
    checks.make(check_auditors, auditors)
    checks.make(refuse_taken, Path(to))
    checks.tell()
    assert cases is not None
    return cases


def _sheet(
    folder: Path, form: Form, review: str, sheet: str, case_id: str, settings: Settings, auditor: str, stage: str = STAGE
) -> None:
    """One sheet three times: as a page, as a workbook and on paper. The case stands inside, and never in a file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    words = f"The case to read: {case_id}"
    before = {form.pages[0].number: markup.element("p", markup.element("strong", markup.text(words)))}
    said = {"rater": auditor, "stage": stage, "settings": settings}
    (folder / f"{sheet}.html").write_text(form_html(form, review, sheet, before=before, **said), encoding="utf-8")
    (folder / f"{sheet}-paper.html").write_text(form_paper(form, review, sheet, before=before, **said), encoding="utf-8")
    (folder / f"{sheet}.xlsx").write_bytes(form_workbook(form, review, sheet, above=[words], **said))
