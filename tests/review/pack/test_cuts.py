"""What is cut from free text, and what is not: known plans, earlier deaths and earlier days stay."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.review.pack.cuts import cut

WRITTEN, LAST = date(2023, 4, 20), date(2023, 4, 30)


@pytest.mark.parametrize(
    "said",
    [
        "Seen twice in the weeks before his death.",
        "This was six days prior to the death.",
        "She moved out since the incident on 3 May.",
        "He was taken to hospital on 12/05/2023.",
        "The child died on 2023-06-01.",
        "In hindsight this was a sign.",
        "It later emerged that the partner had come back.",
        "A rapid review was held.",
        "The index child was quiet.",
        "Late entry: the mother was tired.",
        "Since the tragedy the grandmother has not been well.",
        "As we now know, he had not left.",
        "On May 4th 2023 the placement ended.",
    ],
)
def test_what_speaks_of_later_as_past_is_cut(said):
    kept, why = cut(f"First. {said} Last.", WRITTEN, LAST)
    assert kept == "First. Last."
    assert len(why) == 1


@pytest.mark.parametrize(
    "said",
    [
        "The hearing is listed for 3 May 2023.",
        "Visit booked on 12/05/2023 with the new worker.",
        "Contact until 4 May, then again by the review on 2023-06-01.",
        "Her mood has been low since the death of her father.",
        "He was seen on 3 April.",
        "He was seen on 2023-04-19 and 2023-04-30.",
        "The incident on 3 May 2022 was looked into.",
        "He was hurt on 3 September.",
        "The grandmother died in 2019.",
        "The plan may change on 3 May.",
        "Dr. Smith was told on 1 April. Nothing was found.",
        "Was he there on 31 June?",
        "",
    ],
)
def test_what_was_known_or_planned_stays(said):
    assert cut(said, WRITTEN, LAST) == (said, [])
