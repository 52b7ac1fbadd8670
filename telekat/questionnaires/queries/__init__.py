"""Reading forms (`responses`), what they added up to (`scores`), and what a page shows of both (`panels`)."""
