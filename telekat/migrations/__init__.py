"""Numbered steps from one shape of the database to the next. They import no model: models change, a step must not."""
