#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Whether a feedback report is a page that everyone can read: html_check.py FILE"""
import html.parser
import re
import sys

VOID = {"meta", "rect"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
        self.ids = []
        self.refers = []
        self.headings = []
        self.wrong = []
        self.tables = []
        self.charts = []
        self.lang = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "img", "link", "iframe", "object", "form", "a", "base"):
            self.wrong.append(f"<{tag}>")
        for name in attrs:
            if name.startswith("on") or name in ("style", "src", "href", "srcdoc"):
                self.wrong.append(f"{name} in <{tag}>")
        if tag == "html":
            self.lang = attrs.get("lang")
        if "id" in attrs:
            self.ids.append(attrs["id"])
        self.refers += attrs.get("aria-labelledby", "").split()
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append({"caption": 0, "th": 0, "unscoped": 0})
        if tag == "caption":
            self.tables[-1]["caption"] += 1
        if tag == "th":
            self.tables[-1]["th"] += 1
            self.tables[-1]["unscoped"] += attrs.get("scope") not in ("row", "col")
        if tag == "svg":
            self.charts.append({"role": attrs.get("role"), "title": 0, "desc": 0})
        if tag in ("title", "desc") and "svg" in self.open:
            self.charts[-1][tag] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag not in VOID:
            self.wrong.append(f"<{tag}/>")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes something else")


def contrast(one, other):
    def light(color):
        color = color.lstrip("#")
        color = "".join(c * 2 for c in color) if len(color) == 3 else color
        parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    page = Page()
    page.feed(text)
    page.close()
    wrong = page.wrong
    if page.open:
        wrong.append(f"never closed: {page.open}")
    if page.lang not in ("nl", "en"):
        wrong.append("no language")
    if len(page.ids) != len(set(page.ids)):
        wrong.append("an id twice")
    wrong += [f"refers to nothing: {name}" for name in page.refers if name not in page.ids]
    if page.headings[:1] != [1] or page.headings.count(1) != 1:
        wrong.append("not one first heading")
    if any(b > a + 1 for a, b in zip(page.headings, page.headings[1:])):
        wrong.append("a heading skips a level")
    if not page.tables or any(t["caption"] != 1 or t["th"] < 2 or t["unscoped"] for t in page.tables):
        wrong.append("a table without caption or scope")
    if not page.charts or any(c != {"role": "img", "title": 1, "desc": 1} for c in page.charts):
        wrong.append("a chart without words")
    style = re.search("<style>(.*?)</style>", text, re.S).group(1)
    # Words on the two backgrounds that there are; bars need 3 to 1.
    for color in re.findall(r"[{;](?:color|fill):(#[0-9a-f]+)", style):
        if color in ("#fff", "#e7ebee"):
            continue
        for ground in ("#fff", "#f1f4f6"):
            if contrast(color, ground) < 4.5:
                wrong.append(f"contrast of {color} on {ground}")
    if re.search(r"url\(|@import|https?:", text):
        wrong.append("something from elsewhere")
    for line in wrong:
        print(f"{sys.argv[1]}: {line}", file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main())
