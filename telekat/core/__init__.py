"""What every package stands on: database, the writer, async edge, clock, ids, errors. No word of medicine."""
