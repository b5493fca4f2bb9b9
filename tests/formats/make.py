#!/usr/bin/env python3
"""Makes the files of this folder: one article in every format that is read.

    python3 -m venv v && v/bin/pip install reportlab==4.4.4 openpyxl==3.1.5 python-docx==1.2.0 zstandard==0.25.0 msoffcrypto-tool==6.0.0
    v/bin/python tests/formats/make.py

The files are committed, so that the tests need nothing but Rust. Reportlab writes the PDF with the font STSong-Light, which
every reader of PDF knows by name.
"""
import csv, gzip, io, json, pathlib, zipfile

import docx, msoffcrypto.format.ooxml, openpyxl, zstandard
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.lib.pdfencrypt import StandardEncryption

HERE = pathlib.Path(__file__).parent
LEMONS = (
    "柠檬园里话协作",
    [
        "浙江省湖州市南浔区与四川省广安市广安区自2021年结对以来，南浔区累计投入协作资金1.86亿元。2022年，南浔区安排资金2400万元，用于龙台镇柠檬加工项目。",
        "该项目由广安龙安柠檬开发有限公司实施，带动当地320户群众增收。广安区副区长何志平说，两地还将扩大劳务合作。",
    ],
)
MUSHROOMS = (
    "如皋镇巴结亲记",
    [
        "江苏省南通市如皋市与陕西省汉中市镇巴县2023年3月签署《如皋市镇巴县产业协作协议》。如皋市财政局副局长丁海峰到镇巴县挂职，任镇巴县委常委、副县长。",
        "2023年，如皋市投入资金860万元，用于泾洋街道食用菌种植项目，建成大棚56座，吸纳务工人员143人。",
    ],
)
ARTICLES = (LEMONS, MUSHROOMS)
DATE, SOURCE, AUTHOR = "2023-07-12", "协作周刊", "方小舟"


def plain():
    return "".join(title + "\n" + "\n".join(text) + "\n" for title, text in ARTICLES)


def write(name, content):
    (HERE / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def html(charset):
    body = "".join(
        f"<h2>{title}</h2>" + "".join(f"<p>　　{paragraph}</p>" for paragraph in text) for title, text in ARTICLES
    )
    return f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="{charset}"><title>东西部协作故事 - 协作周刊</title>
<meta property="article:published_time" content="{DATE}T08:30:00+08:00"><meta name="author" content="{AUTHOR}">
<meta property="og:site_name" content="{SOURCE}">
<style>p {{ margin: 0 }}</style><script>var a = "<p>甲县投入资金1万元</p>";</script></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/a">杭州市西湖区与恩施市结对帮扶</a></li><li><a href="/b">专题</a></li></ul></nav>
<div class="sidebar ad"><a href="/x">广告：景宁县香菇特卖</a></div>
<article><h1>东西部协作故事</h1><div class="info">来源：{SOURCE}　发布时间：2023年07月12日 08:30</div>{body}</article>
<footer>版权所有 &copy; 协作周刊 地址：北京市东城区</footer></body></html>
"""


def pdf(name, encrypt=None, text=True):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    # The date of making would change the bytes.
    page = canvas.Canvas(str(HERE / name), pagesize=(420, 595), invariant=1, encrypt=encrypt)
    if not text:
        page.rect(30, 30, 300, 500)
        page.save()
        return

    def column(x, y, title, paragraphs, characters=17, size=9):
        page.setFont("STSong-Light", 12)
        page.drawString(x, y, title)
        y -= 20
        page.setFont("STSong-Light", size)
        for paragraph in paragraphs:
            paragraph = "　　" + paragraph
            for start in range(0, len(paragraph), characters):
                page.drawString(x, y, paragraph[start : start + characters])
                y -= 14

    page.setFont("STSong-Light", 8)
    page.drawString(30, 575, "2023年7月12日 星期三　协作周刊　03版")
    column(30, 540, *LEMONS)
    column(220, 540, *MUSHROOMS)
    page.setFont("STSong-Light", 8)
    page.drawString(200, 20, "- 3 -")
    page.save()


def word():
    document = docx.Document()
    for title, text in ARTICLES:
        document.add_heading(title, 1)
        for paragraph in text:
            document.add_paragraph(paragraph)
    document.core_properties.created = document.core_properties.modified = __import__("datetime").datetime(2024, 1, 1)
    out = io.BytesIO()
    document.save(out)
    write("article.docx", out.getvalue())


def records():
    return [
        {"编号": str(number), "标题": title, "正文": "\n".join(text), "日期": DATE, "来源": SOURCE, "作者": AUTHOR}
        for number, (title, text) in enumerate(ARTICLES, 1)
    ]


def workbook(name, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.properties.created = book.properties.modified = __import__("datetime").datetime(2024, 1, 1)
    out = io.BytesIO()
    book.save(out)
    write(name, out.getvalue())


def archive(name, members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for member, content in members:
            file.writestr(zipfile.ZipInfo(member, (2024, 1, 1, 0, 0, 0)), content)
    write(name, out.getvalue())


PROJECTS = [
    ["广安区2022年协作项目表"],
    ["序号", "项目名称", "建设地点", "帮扶单位", "资金（万元）", "实施单位"],
    [1, "柠檬加工项目", "广安区龙台镇", "浙江省湖州市南浔区", 2400, "广安区龙安柠檬开发有限公司"],
    [2, "村道硬化工程", "广安区恒升镇", "浙江省湖州市南浔区", 86.5, "—"],
]

def main():
    write("article.txt", plain())
    write("article-gbk.txt", plain().encode("gb18030"))
    write("article-utf16.txt", plain().encode("utf-16"))
    write("article.md", "".join(f"# {title}\n\n" + "\n\n".join(text) + "\n\n" for title, text in ARTICLES))
    write("article.html", html("utf-8"))
    write("article-gbk.html", html("gbk").encode("gb18030"))
    pdf("article.pdf")
    word()
    rows = records()
    workbook("articles.xlsx", [list(rows[0])] + [list(row.values()) for row in rows])
    workbook("projects.xlsx", PROJECTS)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    write("articles.csv", out.getvalue().encode("gb18030"))
    out = io.StringIO()
    csv.writer(out).writerows(PROJECTS)
    write("projects.csv", "\ufeff" + out.getvalue())
    write("articles.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    write("article.txt.gz", gzip.compress(plain().encode(), mtime=0))
    write("article.txt.zst", zstandard.compress(plain().encode()))
    archive("article.zip", [("报道/article.txt", plain()), ("报道/图片/.DS_Store", b"\0\0")])
    archive("nested.zip", [("a.zip", (HERE / "article.zip").read_bytes()), ("b.txt.gz", (HERE / "article.txt.gz").read_bytes())])
    pdf("encrypted.pdf", encrypt=StandardEncryption("secret", canPrint=0))
    pdf("pictures.pdf", text=False)

    # Its salt is random, so that each run gives other bytes.
    if not (HERE / "encrypted.xlsx").exists():
        with (HERE / "projects.xlsx").open("rb") as plain_file, (HERE / "encrypted.xlsx").open("wb") as encrypted:
            msoffcrypto.format.ooxml.OOXMLFile(plain_file).encrypt("secret", encrypted)


if __name__ == "__main__":
    main()
