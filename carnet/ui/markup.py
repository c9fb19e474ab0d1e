"""Text inside the little HTML that Qt's labels read."""


def escaped(text: str) -> str:
    """As HTML; the standard `html` knows two thousand names of letters, which no start waits for."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
