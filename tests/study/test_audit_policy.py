"""Every word that can head a row of the audit's tables is one that the policy of release knows."""

from toolkit.disclose import read_policy
from toolkit.study import audit


def test_every_standing_of_a_case_is_known():
    assert set(audit._STANDINGS) <= set(read_policy().of("case_review_audit")["who-is-in"].rows)
    links = [link for link in read_policy().relations if link.notebook == "case_review_audit" and "left out" in link.words]
    assert {part.split("/")[1] for part in links[0].parts} == set(audit._STANDINGS)
