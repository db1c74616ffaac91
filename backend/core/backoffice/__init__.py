"""The back office, generated from what documents declare: see `pages.DocumentAdmin`."""
