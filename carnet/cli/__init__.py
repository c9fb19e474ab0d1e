"""The command line: a thin shell over queries and services."""
