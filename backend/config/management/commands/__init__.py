"""One command per file: prepare, work, openapi."""
