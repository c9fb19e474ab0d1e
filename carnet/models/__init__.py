"""The vault: keys, connections, tables, journal, search index, upgrade."""
