"""Spreadsheets in and out: a file becomes documents by their own verbs, and documents a file.

A document says in its schemas how it is written as rows: `plans.register(Plan(...))`.
"""
