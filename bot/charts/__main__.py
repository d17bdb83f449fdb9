"""The process that draws: a chart as JSON comes in, a PNG goes out."""

import os
import sys

from bot.charts.chart import from_json
from bot.charts.drawing import draw

os.nice(10)  # payments are more urgent
sys.stdout.buffer.write(draw(from_json(sys.stdin.buffer.read())))
