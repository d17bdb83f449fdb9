import inspect

import pytest

from bot.gateway.guide import GuideGateway
from bot.gateway.v1 import V1Gateway
from bot.gateway.v2 import V2Gateway
from bot.payments.doctor import Records
from bot.payments.ports import Announcements, Gateway, Orders
from storage.incidents import IncidentTable
from storage.orders import OrderTable
from storage.records import RecordsTable

EDGES = [
    (Orders, OrderTable),
    (Announcements, IncidentTable),
    (Records, RecordsTable),
    (Gateway, GuideGateway),
    (Gateway, V1Gateway),
    (Gateway, V2Gateway),
]


@pytest.mark.parametrize(("port", "edge"), EDGES)
def test_the_edge_has_what_the_heart_asks_for(port: type, edge: type) -> None:
    asked = {name: each for name, each in vars(port).items() if inspect.iscoroutinefunction(each)}
    assert asked
    for name, method in asked.items():
        assert inspect.signature(getattr(edge, name)) == inspect.signature(method), name
