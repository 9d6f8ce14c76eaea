"""What sources share that show the state of a case system on one day: cells to values, rows to statements, by data files."""
