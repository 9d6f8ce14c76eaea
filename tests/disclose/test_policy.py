from __future__ import annotations

import pytest

from toolkit.disclose import read_policy
from toolkit.errors import CaseReviewError


def written(tmp_path, text: str):
    file = tmp_path / "ours.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_rule_has_a_source_and_every_table_says_what_is_counted():
    policy = read_policy()
    assert all(r.source and r.meaning for r in policy.rules)
    assert all(s.of for s in policy.tables if s.form != "case")


def test_everything_unknown_is_told_at_once_with_the_nearest_word(tmp_path):
    file = written(
        tmp_path,
        'ruels = 1\n[rules.childern]\nvalue = 5\nsource = "x"\n[rules.workers]\nvalue = 3\nsource = "x"\n'
        '[rules.everybody]\nvalue = "hiden"\nsource = "x"\n[rules.round_to]\nvalue = "5"\n'
        '[[tables]]\nnotebook = "a"\nname = "b"\ntitle = "c"\nform = "count"\nworkers = 1\n',
    )
    with pytest.raises(CaseReviewError) as told:
        read_policy(file)
    text = str(told.value)
    for words in (
        "did you mean rules?",
        "did you mean children?",
        "3 is less than 5",
        "did you mean hidden?",
        "needs a value and its source",
        "'5' is not a whole number",
        "did you mean counts?",
        "no word workers",
    ):
        assert words in text


def test_a_policy_comes_on_top_of_the_default(tmp_path):
    file = written(tmp_path, 'name = "ours"\n[rules.children]\nvalue = 10\nsource = "our protocol"\n')
    policy = read_policy(file)
    assert (policy.number("children"), policy.number("workers"), policy.name) == (10, 5, "ours")
    assert policy.tables == read_policy().tables
    assert policy.fingerprint != read_policy().fingerprint


def test_a_protection_that_cannot_be_given_is_refused(tmp_path):
    with pytest.raises(CaseReviewError, match="protection"):
        read_policy(written(tmp_path, '[rules.protection]\nvalue = 4\nsource = "x"\n'))


def test_a_file_that_is_no_policy_is_refused(tmp_path):
    with pytest.raises(CaseReviewError, match="cannot be read"):
        read_policy(written(tmp_path, "children 5"))
