import { escapeXml } from "../xml.ts";

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type HtmlValue = string | number | undefined | Html | readonly Html[];

/** HTML with values in it, which are escaped unless they are HTML. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((text, index) => text + printValue(values[index])).join(""));
}

function printValue(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  return typeof value === "object" ? value.map(({ text }) => text).join("\n") : escapeXml(String(value));
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a2230;background:#fff}
pre{background:#f2f4f8;padding:.7rem;overflow-x:auto;border-radius:4px}code{font-size:.92em}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #d5dae3;vertical-align:top}
td.number{text-align:right}details{margin:.4rem 0}summary{cursor:pointer}
@media(prefers-color-scheme:dark){body{background:#10151d;color:#dfe5ee}pre{background:#1b2330}a{color:#8ab8ff}th,td{border-color:#364152}}`;

/** A page that needs nothing from elsewhere, well-formed as XML, too (DALI 1.1, section 2.3). */
export function page(title: string, body: Html): string {
  return html`<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width"/>
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}
