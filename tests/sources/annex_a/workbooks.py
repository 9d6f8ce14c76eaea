"""Small made-up workbooks of lists, as rows of cells; a test changes a cell and writes them."""

from __future__ import annotations

import copy
import zipfile
from datetime import date, datetime
from pathlib import Path

from toolkit.sources.snapshot.layout import tables

Rows = list[dict[str, object]]
TAKEN = ("2023-03-31", "2023-09-15", "2024-02-29")


def child(number: str, born: str, sex: str = "a) Male") -> dict[str, object]:
    return {
        "Child Unique ID": number,
        "Gender": sex,
        "Ethnicity": "a) WBRI",
        "Date of Birth": date.fromisoformat(born),
        "Age of Child (Years)": 9,
    }


def first() -> dict[str, Rows]:
    """Child 11 is on a plan, child 12 in care, child 13 was referred and nothing done, child 14 is placed for adoption."""
    a, b, c, d = (
        child("11", "2014-05-05"),
        child("12", "2010-01-09", "b) Female"),
        child("13", "2018-07-07"),
        child("14", "2021-03-03"),
    )
    no = {"Does the Child have a Disability": "b) No"}
    team = {"Allocated Team": "North", "Allocated Worker": "A\u00a0Name"}
    return {
        "list_1": [
            {**c, "Date of Contact": date(2023, 1, 4), "Contact Source": "q) 6: Police"},
            {**a, "Date of Contact": "05/12/2022", "Contact Source": "g) Police"},
        ],
        "list_2": [
            {
                **c,
                "Assessment start date": date(2023, 1, 20),
                "Assessment completion date": None,
                "Organisation completing assessment": "A school",
            }
        ],
        "list_3": [
            {
                **c,
                **team,
                "Date of referral": date(2023, 1, 5),
                "Referral Source": "e) 2A: Schools",
                "Referral NFA?": "Yes",
                "Number of Referrals in Last 12 Months": 1,
            }
        ],
        "list_4": [
            {
                **a,
                **no,
                **team,
                "Continuous Assessment Start Date": date(2022, 12, 7),
                "Child Seen During Continuous Assessment": "a) Yes",
                "Continuous Assessment Date of Authorisation": date(2023, 1, 15),
                "Was the child assessed as requiring LA children's social care support?": "a) Yes",
            }
        ],
        "list_5": [
            {
                **a,
                **no,
                **team,
                "Strategy discussion initiating Section 47 Enquiry Start Date": date(2023, 1, 16),
                "Was an Initial Child Protection Conference deemed unnecessary?": "b) No",
                "Date of Initial Child Protection Conference": date(2023, 2, 3),
                "Did the Initial Child Protection Conference Result in a Child Protection Plan": "a) Yes",
                "Number of Section 47 Enquiries in the last 12 months": 1,
                "Number of ICPCs in the last 12 months": 1,
            }
        ],
        "list_6": [
            {
                **a,
                **no,
                **team,
                "CIN Start Date": date(2022, 12, 6),
                "Primary Need Code": "a) Abuse or neglect",
                "Date Child Was Last Seen": date(2023, 3, 20),
                "CIN Closure Date": None,
                "Reason for Closure": None,
                "Case Status": "b) Child Protection plan",
            }
        ],
        "list_7": [
            {
                **a,
                **no,
                **team,
                "Child Protection Plan Start Date": date(2023, 2, 3),
                "Initial Category of Abuse": "a) Neglect",
                "Latest Category of Abuse": "a) Neglect",
                "Date of the Last Statutory Visit": date(2023, 3, 20),
                "Was the Child Seen Alone?": "a) Yes",
                "Date of latest review conference": None,
                "Child Protection Plan End Date": None,
                "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)": "b) No",
                "Number of Previous Child Protection Plans": 0,
            }
        ],
        "list_8": [care(b)],
        "list_9": [
            {
                **child("15", "2005-02-02"),
                **no,
                **team,
                "Eligibility Category": "b) Former relevant",
                "LA in Touch": "a) In touch",
                "Latest Date of Contact": date(2023, 3, 1),
            }
        ],
        "list_10": [
            {
                **d,
                **no,
                "Family identifier": "F9",
                "Date the Child Entered Care": date(2021, 6, 1),
                "Date of Decision that Child Should be Placed for Adoption": date(2022, 5, 1),
                "Date of Placement Order": date(2022, 8, 1),
                "Date of Matching Child and Prospective Adopters": date(2022, 11, 1),
                "Date Placed for Adoption": date(2022, 12, 1),
            }
        ],
        "list_11": [
            {
                "Individual adopter identifier": "A1",
                "Family identifier": "F9",
                "Gender": "b) Female",
                "Ethnicity": "a) WBRI",
                "Disability": "b) No",
                "Date enquiry received": date(2021, 1, 1),
            }
        ],
    }


def care(b: dict[str, object]) -> dict[str, object]:
    return {
        **b,
        "Does the Child have a Disability": "a) Yes",
        "Date Started to be Looked After": date(2021, 4, 1),
        "Child's Category of Need": "N1 - Abuse or Neglect",
        "Start date of current legal status": date(2021, 9, 1),
        "Child's Legal Status": "C2: FCO",
        "Date of Latest Statutory Review": date(2023, 2, 10),
        "Date of Last Social Work Visit": date(2023, 3, 10),
        "Date of Last Health Assessment": date(2022, 10, 1),
        "Date of Last Dental Check": date(2022, 11, 1),
        "Number of Placements in the Last 12 months": 1,
        "Start Date of Most Recent Placement": date(2022, 1, 5),
        "Placement Type": "f) U6: Foster placement - not FFA",
        "Placement Provider": "e) PR4 - Private provision",
        "Placement postcode": "AB1 2CD",
        "URN of Placement": "SC123",
        "Allocated Team": "Care",
        "Allocated Worker": "B Name",
    }


def only(*names: str) -> dict[str, Rows]:
    """The first workbook, with these lists only."""
    whole = first()
    return {name: whole[name] for name in names}


def series() -> list[dict[str, Rows]]:
    """Three workbooks: later last visits, a move and a changed category in the second; in the third the plan ends and child 14 is adopted."""
    one = first()
    two = copy.deepcopy(one)
    for name in ("list_1", "list_2", "list_3", "list_4", "list_5"):
        two[name] = []
    two["list_6"][0]["Date Child Was Last Seen"] = date(2023, 9, 1)
    two["list_7"][0] |= {
        "Date of the Last Statutory Visit": date(2023, 9, 1),
        "Latest Category of Abuse": "d) Emotional Abuse",
        "Date of latest review conference": date(2023, 5, 2),
    }
    two["list_8"][0] |= {
        "Date of Last Social Work Visit": date(2023, 8, 30),
        "Start Date of Most Recent Placement": date(2023, 6, 1),
        "Placement Type": "k) K2: Children's Homes",
        "URN of Placement": "SC999",
    }
    three = copy.deepcopy(two)
    three["list_7"][0] |= {
        "Child Protection Plan End Date": date(2024, 1, 10),
        "Date of the Last Statutory Visit": date(2024, 1, 2),
    }
    three["list_10"][0] |= {"Date of Adoption Order": date(2023, 12, 1)}
    three["list_8"].append(
        care(child("14", "2021-03-03"))
        | {
            "Date Started to be Looked After": date(2024, 1, 5),
            "Start date of current legal status": date(2024, 1, 5),
            "Start Date of Most Recent Placement": date(2024, 1, 5),
            "Date of Latest Statutory Review": None,
            "Date of Last Social Work Visit": None,
            "Date of Last Health Assessment": None,
            "Date of Last Dental Check": None,
        }
    )
    return [one, two, three]


def write(file: Path, lists: dict[str, Rows], headings: dict[str, str] | None = None, saved: datetime | None = None) -> Path:
    """Write a workbook, a sheet a list, under sheet names that say nothing; `headings` are other spellings."""
    import openpyxl

    file.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for i, (name, rows) in enumerate(lists.items()):
        sheet = book.create_sheet(f"Sheet{i}")
        columns = [f.name for f in tables("annex_a")[name]]
        sheet.append([(headings or {}).get(c, c) for c in columns])
        for row in rows:
            sheet.append([row.get(c) for c in columns])
    book.save(file)
    if saved:
        swap(file, book.properties.modified.strftime("%Y-%m-%d").encode(), saved.strftime("%Y-%m-%d").encode())
    return file


def swap(file: Path, old: bytes, new: bytes) -> None:
    """Put other bytes into the parts of a workbook: what openpyxl itself would refuse to write."""
    with zipfile.ZipFile(file) as packed:
        parts = {n: packed.read(n) for n in packed.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content.replace(old, new))


def write_series(folder: Path, lists: list[dict[str, Rows]] | None = None) -> list[Path]:
    """Write the series, each workbook named by its day."""
    return [write(folder / f"lists {day}.xlsx", one) for day, one in zip(TAKEN, lists or series(), strict=False)]
