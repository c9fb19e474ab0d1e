"""Reads: (book or none, request) to frozen rows. What the box reads is plain SQL."""
