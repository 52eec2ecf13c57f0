"""The look of the HTML page, on light and dark screens and on paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f27; --soft: #5b6472; --line: #c9ced6;
  --ground: #fff; --card: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7ec; --soft: #a3abb8; --line: #454c58; --ground: #16181d; --card: #fbfbfc; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 17px/1.55
  "New Computer Modern", "Latin Modern Roman", "CMU Serif", "STIX Two Text", "Noto Serif",
  "Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, Georgia,
  serif; }
:lang(zh) { line-height: 1.75; }
main { max-width: 52rem; margin: 0 auto; padding: 2.2rem 1.2rem 4rem; }
main.wide { max-width: 84rem; }
h1 { font-size: 1.75em; line-height: 1.25; margin: 0 0 1.2rem; }
h2 { font-size: 1.25em; margin: 2.2rem 0 .7rem; break-after: avoid; }
p { margin: .8rem 0; overflow-wrap: break-word; }
p.rule { margin-bottom: .2rem; break-after: avoid; }
.note { color: var(--soft); font-size: .88em; margin: 1rem 0; }
.note p { margin: .25rem 0; }
.glyphs { position: absolute; width: 0; height: 0; }
.math { overflow: visible; max-width: none; }
.scroll { overflow-x: auto; overflow-y: hidden; padding: .35rem 2px; }
.equations { position: relative; margin: .4rem 0; }
.equations .math { display: block; margin: 0 auto; }
details { font-size: .75em; color: var(--soft); text-align: right; }
summary { display: inline-block; cursor: pointer; list-style: none; opacity: .55;
  position: absolute; right: 0; bottom: .3rem; }
@media (hover: hover) {
  summary { opacity: 0; }
  .equations:hover summary { opacity: .55; }
}
summary::-webkit-details-marker { display: none; }
.equations summary:hover, summary:focus-visible, .equations [open] > summary {
  opacity: 1; text-decoration: underline; }
[open] > summary { position: static; }
pre { text-align: left; margin: .2rem 0 .6rem; padding: .7rem .9rem; overflow-x: auto;
  border: 1px solid var(--line); border-radius: 6px; color: var(--ink);
  font: .95rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
table { border-collapse: collapse; margin: .4rem auto; border-top: 1.5px solid var(--ink);
  border-bottom: 1.5px solid var(--ink); }
th { text-align: left; border-bottom: 1px solid var(--ink); }
th, td { padding: .3rem .8rem; vertical-align: middle; }
td.formula, td.short, th { white-space: nowrap; }
td.sentence { min-width: 13em; }
figure { margin: 1rem 0 1.4rem; break-inside: avoid; }
figcaption { color: var(--soft); font-size: .88em; text-align: center; margin: .4rem auto 0;
  max-width: 40rem; }
.paper { background: var(--card); color: #1b1f27; border-radius: 8px; padding: .6rem .4rem; }
.paper svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
tr { break-inside: avoid; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #999; --ground: #fff;
    --card: #fff; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  details { display: none; }
  .scroll { overflow: visible; }
  .paper svg { min-width: 0 !important; max-height: 230mm; }
}
"""
