"""A local BlockATM gateway over real HTTP, as strict as its documents."""

from bot.sandbox.blockatm.calls import Call
from bot.sandbox.blockatm.gateway import Profile
from bot.sandbox.blockatm.news import Event
from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.server import BlockATMServer
from bot.sandbox.blockatm.webhooks import Delivery, Webhooks

__all__ = ["BlockATMServer", "Call", "Delivery", "Event", "GatewayOrder", "Profile", "Webhooks"]
