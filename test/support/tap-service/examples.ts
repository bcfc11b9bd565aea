import { xmlText } from "./xml-text.ts";

/** An example of the service: a query, and what it shows. */
export interface ServiceExample {
  readonly name: string;
  readonly text: string;
  readonly query: string;
}

/** DALI-examples (DALI 1.1, section 2.3): XHTML with RDFa. */
export function examplesHtml(examples: readonly ServiceExample[]): string {
  const items = examples.map(
    ({ name, text, query }, index) =>
      `<div id="e${index}" resource="#e${index}" typeof="example"><h2 property="name">${xmlText(name)}</h2><p>${xmlText(text)}</p><pre property="query">${xmlText(query)}</pre></div>`,
  );
  return `<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Examples</title></head><body vocab="http://www.ivoa.net/rdf/examples#">${items.join("")}</body></html>\n`;
}
