#!/usr/bin/env python3
"""Makes the PDF files of this folder with vertical text. For what it needs see make.py.

`vertical.pdf` and `vertical-heading.pdf` have fonts of the vertical writing mode; `stacked.pdf` has a horizontal one, whose
characters are placed one below the other, and the vertical forms of marks; `narrow-table.pdf` has no vertical text.
"""
import pathlib, re

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from make import LEMONS, MUSHROOMS

HERE = pathlib.Path(__file__).parent
ACROSS, DOWN = "STSong-Light", "STSong-Light-V"
VERTICAL_FORMS = str.maketrans("，、。：；！？（）《》「」…", "︐︑︒︓︔︕︖︵︶︽︾﹁﹂︙")


def new(name):
    pdfmetrics.registerFont(UnicodeCIDFont(ACROSS))
    down = UnicodeCIDFont(ACROSS, isVertical=True)
    down.name = down.fontName = DOWN
    pdfmetrics.registerFont(down)
    # The date of making would change the bytes.
    return canvas.Canvas(str(HERE / name), pagesize=(420, 595), invariant=1)


def down(page, x, y, text, size):
    """Numbers of two digits stand upright in the line, as newspapers set them."""
    for piece in re.split(r"(?<!\d)(\d\d)(?!\d)", text):
        if re.fullmatch(r"\d\d", piece):
            page.setFont(ACROSS, size * 0.7)
            page.drawCentredString(x, y - size * 0.8, piece)
            y -= size
        else:
            page.setFont(DOWN, size)
            page.drawString(x, y, piece)
            y -= size * len(piece)


def stacked(page, x, y, text, size):
    page.setFont(ACROSS, size)
    for number, character in enumerate(text.translate(VERTICAL_FORMS)):
        page.drawString(x, y - number * size * 1.05, character)


def columns(page, put, x, y, paragraphs, characters=24, size=10, pitch=17):
    """Paragraphs in vertical lines from x leftwards."""
    for paragraph in paragraphs:
        paragraph = "　　" + paragraph
        for start in range(0, len(paragraph), characters):
            put(page, x, y, paragraph[start : start + characters], size)
            x -= pitch
    return x


def masthead(page):
    page.setFont(ACROSS, 8)
    page.drawString(30, 575, "2023年7月12日 星期三　协作周刊　03版")
    page.drawString(200, 20, "- 3 -")


def whole_page(name, put):
    page = new(name)
    masthead(page)
    for y, (title, text) in ((545, LEMONS), (275, MUSHROOMS)):
        put(page, 380, y, title, 18)
        columns(page, put, 350, y, text)
    page.save()


def heading_between(name):
    page = new(name)
    masthead(page)

    def column(x, y, paragraphs, characters=16, size=9):
        page.setFont(ACROSS, size)
        for paragraph in paragraphs:
            paragraph = "　　" + paragraph
            for start in range(0, len(paragraph), characters):
                page.drawString(x, y, paragraph[start : start + characters])
                y -= 14

    down(page, 215, 535, LEMONS[0], 16)
    column(30, 535, LEMONS[1])
    column(240, 535, MUSHROOMS[1])
    page.save()


def narrow_table(name):
    """Characters below each other that are no line: the last column."""
    page = new(name)
    page.setFont(ACROSS, 9)
    page.drawString(30, 540, "甲县项目进度表")
    for number, (project, done) in enumerate(zip(("柠檬加工", "村道硬化", "供水管网", "食用菌种植", "光伏电站"), "是否是是否")):
        for x, cell in ((30, str(number + 1)), (60, project), (150, done)):
            page.drawString(x, 520 - 11 * number, cell)
    page.save()


whole_page("vertical.pdf", down)
whole_page("stacked.pdf", stacked)
heading_between("vertical-heading.pdf")
narrow_table("narrow-table.pdf")
