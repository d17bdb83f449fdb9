"""Documents are shown with a link to keep them."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.speaking import ask
from tests.browser.visitor import Visitor


async def test_a_document_is_kept_under_its_name(visitor: Visitor, tmp_path: Path) -> None:
    await visitor.write("/start")
    report = b"number;amount\n" * 200
    await ask(visitor.demo, "sendDocument", chat_id=101, document=report, caption="March")
    card = await visitor.sees("March")
    await expect(card.locator(".file-size")).to_have_text("2.7 KB")
    async with visitor.page.expect_download() as kept:
        await card.get_by_role("link", name="report.csv").click()
    download = await kept.value
    assert download.suggested_filename == "report.csv"
    await download.save_as(tmp_path / "kept.csv")
    assert (tmp_path / "kept.csv").read_bytes() == report
    await expect(visitor.row("Alice")).to_contain_text("📄 March")
