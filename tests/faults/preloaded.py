"""What the processes of these tests load; imported once, in the process that they are forked from.

No thread may run in that process, so nothing here starts any.
"""

# ruff: noqa: F401

import alembic.op
import alembic.runtime.migration
import argon2.low_level
import nacl.public
import nacl.signing

import okrdesk.server.__main__
import okrdesk.server.http
import okrdesk.server.opening
import okrdesk.services.office
import okrdesk.sync.keeper
import tests.faults.breaking
import tests.faults.pc
import tests.faults.serving
