"""vCard 2.1, 3.0 and 4.0: every original line is kept, an edit touches its own line only. See docs/vcard.md."""
