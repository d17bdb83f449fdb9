"""The gateway's own QR pictures, of orders that have no address."""

from base64 import b64decode

from storage.sqlite import Database


class PictureTable:
    """The pictures, as they were kept when their orders were opened."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_order(self, number: str) -> bytes | None:
        """The PNG of the order of this number, if the gateway gave one."""
        sql = "SELECT png FROM order_pictures WHERE order_number = ?"
        row = await self._database.row(sql, number)
        return b64decode(row["png"]) if row else None
