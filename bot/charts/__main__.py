"""The process that draws: a chart as JSON comes in, a PNG goes out."""

import sys

from bot.charts.chart import from_json
from bot.charts.drawing import draw

sys.stdout.buffer.write(draw(from_json(sys.stdin.buffer.read())))
