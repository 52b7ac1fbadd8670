"""The doors of the decision to treat: pages for clinicians, and what programs ask."""

from telekat.eligibility.routes.api import api
from telekat.eligibility.routes.pages import pages

__all__ = ["api", "pages"]
