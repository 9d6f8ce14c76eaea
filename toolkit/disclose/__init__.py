"""Small numbers: what may leave the room of a set of tables, decided over all of them together by a policy that is a file."""

from toolkit.disclose.gate import Left, Protected, protect, understand
from toolkit.disclose.policy import Policy, read_policy

__all__ = ["Left", "Policy", "Protected", "protect", "read_policy", "understand"]
