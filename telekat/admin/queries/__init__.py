"""What administrators see: accounts and sign-ins (`people`), and the record of what was done (`record`)."""
