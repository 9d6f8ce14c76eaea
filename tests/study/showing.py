"""Tables shown as they are, without a gate, so that what is said of them can be told by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class AsItIs:
    tables: dict[str, pd.DataFrame]
    note: str = "Nothing was done to small numbers."

    def __call__(self, name: str) -> pd.DataFrame:
        return self.tables[name]
