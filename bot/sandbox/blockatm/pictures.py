"""The picture that v2 sends with an order."""

import base64
import io

import qrcode

from bot.sandbox.blockatm.orders import GatewayOrder


def picture_of(order: GatewayOrder) -> str:
    """Draw the bare deposit address, as a data URL; the link of an order that has none."""
    picture = io.BytesIO()
    qrcode.make(order.address or order.cashier_url).save(picture, "PNG")
    return f"data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}"
