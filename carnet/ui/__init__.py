"""The window: the only room that knows Qt, besides the composition root."""
