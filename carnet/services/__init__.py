"""Writes: one verb, one function, one transaction; each returns a change report."""
