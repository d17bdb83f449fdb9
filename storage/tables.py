"""All tables of a till, over one database."""

from collections.abc import Callable

from storage.groups import GroupTable
from storage.inbox import InboxTable
from storage.incidents import IncidentTable
from storage.invoices import InvoiceTable
from storage.languages import LanguageTable
from storage.listing import ListingTable
from storage.lists import ListTable
from storage.merchants import MerchantTable
from storage.muted import MutedTable
from storage.notices import NoticeTable
from storage.orders import OrderTable
from storage.pictures import PictureTable
from storage.records import RecordsTable
from storage.requests import RequestTable
from storage.sqlite import Database


class Tables:
    """All tables of a till.

    Args:
        database: where they are.
        courier: is called after a commit that queued notices.
    """

    def __init__(self, database: Database, courier: Callable[[], None]) -> None:
        self.orders = OrderTable(database, courier)
        self.notices = NoticeTable(database, courier)
        self.invoices = InvoiceTable(database, courier)
        self.incidents = IncidentTable(database, courier)
        self.groups = GroupTable(database)
        self.inbox = InboxTable(database)
        self.languages = LanguageTable(database)
        self.listing = ListingTable(database)
        self.lists = ListTable(database)
        self.merchants = MerchantTable(database)
        self.muted = MutedTable(database)
        self.pictures = PictureTable(database)
        self.records = RecordsTable(database)
        self.requests = RequestTable(database)
