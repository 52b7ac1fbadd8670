"""Reads that gather: one file for each page, each naming exactly the fields that its reader may have."""
