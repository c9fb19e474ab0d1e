"""The national register's snapshot: read the open files, build the index, look up."""
