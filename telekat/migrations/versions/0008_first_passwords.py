"""How long a first password is good; a password that is there already counts as its person's own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column that older rows leave empty: nobody is stopped at the door by the step."""
    op.add_column("user_account", sa.Column("first_password_until", sa.String(length=24), nullable=True))
