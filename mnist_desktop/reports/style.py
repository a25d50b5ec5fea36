"""The style of a report: on a screen and on sheets of A4, also in greys."""

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 48px; max-width: 728px; background: #FFFFFF; color: #1A1D21;
  font: 15px/1.5 Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 21px; line-height: 1.3; margin: 40px 0 12px; padding-top: 12px; border-top: 2px solid #1A1D21; }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 8px 0; max-width: 68ch; }
.muted, caption, figcaption, dt { color: #5A6270; }
.muted { margin: 0; }
nav ul { list-style: none; margin: 16px 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 16px; }
a { color: #0072B2; }
.headline { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 24px; margin: 24px 0 16px; }
.headline .figure { font-size: 56px; line-height: 1; font-weight: 700; margin: 0; white-space: nowrap; }
.headline .figure span { display: block; font-size: 13px; font-weight: 400; color: #5A6270; margin-bottom: 6px; }
.headline div { flex: 1 1 300px; }
.headline div p { margin: 2px 0; }
.note { border-left: 4px solid #858D9A; padding: 4px 12px; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(124px, 1fr)); gap: 12px 16px; margin: 16px 0; }
dl div { border-top: 1px solid #D5D9E0; padding-top: 6px; }
dt { font-size: 13px; }
dd { margin: 0; font-weight: 600; }
dl.long { display: block; }
dl.long div { display: grid; grid-template-columns: 150px 1fr; gap: 16px; padding: 5px 0; }
dl.long dd { font-weight: 400; }
code { font: 13px/1.5 ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 16px 0; font-size: 14px; }
caption { text-align: left; font-size: 13px; padding-bottom: 6px; }
th, td { padding: 4px 8px; text-align: left; vertical-align: top; border-bottom: 1px solid #D5D9E0; }
thead th { font-size: 13px; color: #5A6270; border-bottom: 1px solid #858D9A; vertical-align: bottom; }
tbody th { font-weight: 600; }
.numbers td:not(.words), .numbers thead th:not(:first-child) { text-align: right; }
.numbers td:not(.words), .numbers tbody th { white-space: nowrap; }
.layers.numbers thead th:nth-child(2) { text-align: left; }
.matrix { table-layout: fixed; }
.matrix th, .matrix td { border: 1px solid #FFFFFF; padding: 6px 2px; }
.matrix.numbers thead th:not(:first-child), .matrix.numbers td:not(.words) { text-align: center; }
.matrix thead th:first-child, .matrix tbody th { width: 76px; }
.matrix thead th { border-bottom-color: #FFFFFF; }
.matrix.numbers tbody th { font-weight: 400; white-space: normal; }
.matrix.long { table-layout: auto; }
.matrix.long tbody th { width: 25%; }
.matrix .right { background: #D5D9E0; font-weight: 700; outline: 1.5px solid #1A1D21; outline-offset: -3px; }
.matrix .none { color: #5A6270; }
.matrix .total { background: none; border-left: 8px solid #FFFFFF; color: #5A6270; }
ol.pairs { columns: 2; column-gap: 32px; margin: 8px 0; padding-left: 24px; }
ol.pairs li { break-inside: avoid; }
figure { margin: 16px 0; }
figcaption { font-size: 13px; }
svg { display: block; width: 100%; height: auto; stroke-linejoin: round; stroke-linecap: butt; }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: 20px; }
.beside figure { margin: 8px 0; }
.pictures { display: grid; grid-template-columns: repeat(8, 1fr); gap: 12px; list-style: none; padding: 0;
  margin: 16px 0; }
.pictures img { display: block; width: 100%; aspect-ratio: 1; height: auto;
  image-rendering: pixelated; border: 1px solid #858D9A; }
.pictures li { font-size: 11px; line-height: 1.35; }
.pictures strong { display: block; font-size: 13px; margin-top: 4px; }
footer { margin-top: 40px; padding-top: 12px; border-top: 1px solid #D5D9E0; font-size: 13px; color: #5A6270; }
.pictures.long { grid-template-columns: repeat(4, 1fr); }
@media (max-width: 600px) {
  body { padding: 16px 16px 32px; }
  .pictures, .pictures.long { grid-template-columns: repeat(auto-fill, minmax(88px, 1fr)); }
  .beside { grid-template-columns: 1fr; }
  ol.pairs { columns: 1; }
  section { overflow-x: auto; }
  .matrix.numbers { min-width: 600px; }
}
@media print {
  @page { size: A4; margin: 13mm 15mm; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 10pt; line-height: 1.4; }
  h1 { font-size: 22pt; }
  h2 { font-size: 15pt; }
  table { font-size: 9pt; margin: 12px 0; }
  th, td { padding: 2px 6px; }
  .matrix th, .matrix td { padding: 3px 2px; }
  dl, figure { margin: 12px 0; }
  .beside { width: 90%; }
  .pictures { gap: 8px 12px; margin: 12px 0; }
  .pictures:not(.long) img { width: 88%; }
  .pictures:not(.long) li { white-space: nowrap; }
  nav { display: none; }
  h2 { margin-top: 24px; }
  .new-sheet h2 { margin-top: 0; padding-top: 0; border-top: none; }
  h3 { margin-top: 16px; }
  h2, h3, caption, figcaption { break-after: avoid; }
  h2 + p, h3 + p { break-before: avoid; }
  .new-sheet { break-before: page; }
  table, tr, figure, li, .beside, dl div, #data, #making { break-inside: avoid; }
  thead { display: table-header-group; }
  p { orphans: 3; widows: 3; max-width: none; }
}
"""
