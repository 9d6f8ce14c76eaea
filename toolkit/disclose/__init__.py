"""Small numbers: what may leave the room of a set of tables, decided over all of them together by a policy that is a file."""

from toolkit.disclose.gate import Entry, Left, Protected, protect, understand, understand_passed
from toolkit.disclose.policy import Policy, read_policy

__all__ = ["Entry", "Left", "Policy", "Protected", "protect", "read_policy", "understand", "understand_passed"]
