"""What happens to accounts and logins, a file for each noun."""
