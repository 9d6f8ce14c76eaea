"""Review: what people need to look at a case on what was known, before they look at how it went on."""
