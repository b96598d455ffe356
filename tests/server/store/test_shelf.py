from tests.server.agencies import Agency, Pc


def test_smoke(agency: Agency, enrolled_device: Pc) -> None:
    reply = enrolled_device.sync()
    assert reply.rows
    assert reply.checkpoint
