"""Formats and protocols that carry cards in and out."""
