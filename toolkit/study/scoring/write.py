"""Writing the scores: a folder that appears whole or not at all, and the page where it is wanted."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import CaseReviewError
from toolkit.record.beside import refuse_taken, whole
from toolkit.study.scoring.page import page_of
from toolkit.study.scoring.run import Scores


def check_targets(to: str | Path, page: str | Path | None = None) -> None:
    """Stop where the scores could not be written, before minutes are spent on them.

    Raises:
        CaseReviewError: the folder exists, or the page would have no folder.

    >>> check_targets("no-such-folder")
    """
    refuse_taken(Path(to))
    if page and (not Path(page).resolve().parent.is_dir() or Path(page).is_dir()):
        raise CaseReviewError(f"{page} cannot be written", todo="Name a file in a folder that is there with --page.")


def write(scores: Scores, to: str | Path, page: str | Path | None = None) -> Path:
    """Write `scores.csv` (result rows) and `scoring.md` (the page) into a new folder; `elsewhere.csv` for other seeds beside them.

    Args:
        scores: what the scoring found.
        to: the folder to make.
        page: a file for the page as well; what is there is replaced.

    Returns:
        The folder.

    Raises:
        CaseReviewError: the folder exists, or one of the two cannot be written.
    """
    text = page_of(scores)
    with whole(Path(to)) as made:
        for name, one in {"scores.csv": scores, "elsewhere.csv": scores.elsewhere}.items():
            if one:
                one.rows.to_csv(made / name, index=False, lineterminator="\n", float_format="%.4f")
        (made / "scoring.md").write_text(text, encoding="utf-8")
    if page:
        try:
            Path(page).write_text(text, encoding="utf-8")
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise CaseReviewError(f"{page} cannot be written ({why})", todo="Name another file with --page.") from None
    return Path(to)
