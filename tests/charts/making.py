"""Charts to draw, in several languages."""

from bot.charts.chart import Chart, Labels

MILLION = 1_000_000
ENGLISH = {
    "title": "Received each day",
    "axis": "2026-01-03 to 2026-02-01, days of UTC",
    "nothing": "Nothing was received.",
    "thousands": ",",
    "decimal": ".",
    "digits": "0123456789",
}
CHINESE = ENGLISH | {"title": "每日收款", "nothing": "没有收到款项。"}
PERSIAN = ENGLISH | {
    "title": "دریافتی هر روز",
    "axis": "\u2068روز \u2068۴ دسامبر ۲۰۲۵\u2069\u2069، \u2068Asia/Tehran\u2069",
    "nothing": "چیزی دریافت نشده است.",
    "thousands": "٬",
    "decimal": "\N{ARABIC DECIMAL SEPARATOR}",
    "digits": "۰۱۲۳۴۵۶۷۸۹",
}
RUSSIAN = ENGLISH | {"title": "Получено по дням", "thousands": "\N{NO-BREAK SPACE}"}
SPANISH = ENGLISH | {"title": "Recibido cada día", "nothing": "No se recibió nada."}


def a_chart(*bars: tuple[int, ...], words: dict[str, str] = ENGLISH) -> Chart:
    """A chart of whole tokens in as many panels as there are tuples."""
    slots = max(map(len, bars), default=30)
    marks = tuple(str(number + 1) for number in range(slots))
    panels = ("USDT · 1,234", "USDC · 5", "EURC · 6", "DAI · 7", "PYUSD · 8")[: len(bars)]
    heights = tuple(tuple(bar * MILLION for bar in panel) for panel in bars)
    return Chart(heights, Labels(words, panels, marks), Labels(ENGLISH, panels, marks))
