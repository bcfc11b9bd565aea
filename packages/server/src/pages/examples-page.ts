import type { QueryExample } from "../options.ts";
import { type Html, html, page } from "./html.ts";

/** Queries of the service for people and programs: XHTML with RDFa (DALI 1.1, section 2.3; TAP 1.1, section 2.6). */
export function examplesPage(title: string, examples: readonly QueryExample[]): string {
  return page(
    `Examples: ${title}`,
    html`<div vocab="http://www.ivoa.net/rdf/examples#">
<h1>Examples</h1>
<p>Queries that can be run here as they are.</p>
${examples.map(exampleHtml)}
</div>`,
  );
}

function exampleHtml({ name, description, query, tables }: QueryExample, index: number): Html {
  const id = `example${index + 1}`;
  const named = tables.map((table) => html`<span property="table">${table}</span>`);
  return html`<div id="${id}" resource="#${id}" typeof="example">
<h2 property="name">${name}</h2>
<p>${description}</p>
<pre property="query">${query}</pre>
<p>Tables: ${named}</p>
</div>`;
}
