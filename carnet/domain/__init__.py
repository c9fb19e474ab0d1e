"""Pure rules: no file, no database, no clock, no Qt."""
