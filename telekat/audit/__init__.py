"""The audit trail: append-only, chained, written in the act's own transaction. Never content, only who did what."""
