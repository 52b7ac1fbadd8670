"""TeleKAT: chat, live screening and check-ins for ketamine-assisted therapy. Packages and floors: README.md."""
