"""Tables: CSV and XLSX, read whatever their columns are called, written so that they come back unchanged."""
