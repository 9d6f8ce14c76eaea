"""The command that looks for words of hindsight and blame in a text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.words import count, next_step, say


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("language")(language)


def language(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Text, Markdown, or a CSV file of findings.")],
) -> None:
    """Look for words of hindsight and blame in a text.

    Each place with a question to ask instead.

    What stands in quotation marks is left alone. Nothing is rewritten, and nothing is kept.
    """
    from toolkit.result import OK
    from toolkit.review import language as check

    found = check.check_file(file)
    for place in found.places:
        say(f"{place.where}: {place.words} ({place.group}). {place.question}")
    say(f"{count(len(found.places), 'place')} in {count(found.words, 'word')}; {count(found.quoted, 'word')} in quotes left alone.")
    for row in check.rates(found).to_dict("records"):
        rate = f"{row['value']:.1f} {row['unit']}" if row["status"] == OK else row["reason"]
        say(f"  {row['group']}: {row['numerator']} ({rate})")
    next_step("read each place and ask its question. A word may be right where it stands.")
