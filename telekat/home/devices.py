"""What a browser calls itself, in words a person knows. Plain values only; a guess, and worded as one."""

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """ "Firefox on Windows"; "Another browser" where nothing is known."""
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "")
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    if not browser:
        return f"A browser on {system}" if system else "Another browser"
    return f"{browser} on {system}" if system else browser


def is_phone(user_agent: str) -> bool:
    return any(mark in user_agent for mark in ("Mobile", "iPhone", "Android"))
