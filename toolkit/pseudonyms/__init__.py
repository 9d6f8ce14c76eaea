"""Pseudonyms: what stands in a report instead of the record's own identifiers, made with a key that is kept elsewhere."""

from toolkit.pseudonyms.key import ENVIRONMENT, Key, read_key
from toolkit.pseudonyms.names import Names, names_of
from toolkit.pseudonyms.veil import Veil, masked, wear

AS_RECORDED, PSEUDONYMS = "as recorded", "pseudonyms"
SHOWN = (PSEUDONYMS, AS_RECORDED)

__all__ = ["AS_RECORDED", "ENVIRONMENT", "PSEUDONYMS", "SHOWN", "Key", "Names", "Veil", "masked", "names_of", "read_key", "wear"]
