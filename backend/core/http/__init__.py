"""HTTP grammar: one API class, one paginator, one way to speak of errors."""
