"""The one event log: audit trail, outbox, change feed and timeline."""
