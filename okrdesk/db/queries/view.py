"""What every list query needs: where to read, whose data, which day, which limits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from okrdesk.domain.health import Limits


@dataclass(frozen=True)
class View:
    """One reading transaction of one agency, as of `today` and under the office's limits."""

    connection: Connection
    agency_id: str
    today: date
    limits: Limits
