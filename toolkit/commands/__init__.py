"""The commands, by what they work on: records, measures, reports, and the house itself."""
