import inspect

import pytest

from bot.gateway.guide import GuideGateway
from bot.payments.ports import Announcements, Gateway, Orders
from storage.notices import NoticeTable
from storage.orders import OrderTable

EDGES = [(Orders, OrderTable), (Announcements, NoticeTable), (Gateway, GuideGateway)]


@pytest.mark.parametrize(("port", "edge"), EDGES)
def test_the_edge_has_what_the_heart_asks_for(port: type, edge: type) -> None:
    asked = {name: each for name, each in vars(port).items() if inspect.iscoroutinefunction(each)}
    assert asked
    for name, method in asked.items():
        assert inspect.signature(getattr(edge, name)) == inspect.signature(method), name
