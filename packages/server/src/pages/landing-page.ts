import type { ColumnMetadata } from "@armillary/adql";
import { tableUrl } from "../columns/find-table.ts";
import type { ServerContext } from "../context.ts";
import type { PublishedTable } from "../engine.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import type { QueryExample } from "../options.ts";
import { hasCones } from "../scs/cone-service.ts";
import { type Html, html, page } from "./html.ts";

/** What there is and how to reach it, for people: the resource at the root of the services (TAP 1.1, section 2). */
export function landingPage(context: ServerContext, baseUrl: string, examples: readonly QueryExample[]): string {
  const { engine, title, limits } = context;
  const tapUrl = `${baseUrl}/tap`;
  const [example] = examples;
  const query = example?.query.replaceAll(/\s+/g, " ") ?? "SELECT * FROM TAP_SCHEMA.tables";
  return page(
    title,
    html`<h1>${title}</h1>
<p>${engine.tables.length === 1 ? "A table" : `${engine.tables.length} tables`} as services of the Virtual Observatory. The address for clients of TAP is <code>${tapUrl}</code>.</p>
<h2>Tables</h2>
${engine.tables.map((table) => tableHtml(table, baseUrl))}
<h2>A query</h2>
<form action="${tapUrl}/sync" method="get">
<p><label>ADQL<br/><textarea name="QUERY" rows="6" cols="80">${example?.query ?? query}</textarea></label></p>
<p><input type="hidden" name="LANG" value="ADQL"/>
<label>as <select name="RESPONSEFORMAT">${["text", "csv", "votable", "fits", "parquet", "arrow", "ndjson"].map((name) => html`<option>${name}</option>`)}</select></label>
<label>rows at most <input name="MAXREC" value="1000" size="8"/></label>
<button>Ask</button></p>
</form>
<h2>Examples</h2>
${examples.map(exampleHtml)}
<h2>From other programs</h2>
<h3>armillary</h3>
<pre>armillary query ${tapUrl} "${query}"</pre>
<h3>TOPCAT and STILTS</h3>
<p>In TOPCAT: VO, Table Access Protocol (TAP) Query, and the address above as TAP URL.</p>
<pre>stilts tapquery tapurl=${tapUrl} adql="${query}"</pre>
<h3>pyvo</h3>
<pre>import pyvo
service = pyvo.dal.TAPService("${tapUrl}")
table = service.search("""${query}""").to_table()</pre>
<h3>curl</h3>
<pre>curl ${tapUrl}/sync --data-urlencode "QUERY=${query}" -d LANG=ADQL -d RESPONSEFORMAT=csv</pre>
<h2>Limits</h2>
<p>${limits.defaultRows} rows unless MAXREC says otherwise, ${limits.maxRows} at most; ${limits.queryTimeoutMs / 1000} s for a query that is
answered at once, ${limits.jobSeconds.hard} s for a job; tables of ${limits.maxUploadBytes} bytes sent along. The service says so of itself:
<a href="${tapUrl}/capabilities">capabilities</a>, <a href="${tapUrl}/tables">tables</a>,
<a href="${tapUrl}/examples">examples</a>, <a href="${tapUrl}/availability">availability</a>.</p>`,
  );
}

function tableHtml(table: PublishedTable, baseUrl: string): Html {
  const { name, metadata, rows } = table;
  const services: readonly (readonly [title: string, path: string, isThere: boolean])[] = [
    ["Cone search", "scs", hasCones(table)],
    ["SIA 2", "sia2", isObsCore(table)],
    ["SSA", "ssa", isObsCore(table)],
    ["DataLink", "datalink", isObsCore(table)],
  ];
  const lines = services
    .filter(([, , isThere]) => isThere)
    .map(([title, path]) => html`<p>${title}: <code>${tableUrl(`${baseUrl}/${path}`, table)}</code></p>`);
  return html`<details>
<summary><code>${name}</code>${rows === undefined ? "" : `, ${rows} rows`}${metadata.description === undefined ? "" : `: ${metadata.description}`}</summary>
${lines}
<table><thead><tr><th>column</th><th>type</th><th>unit</th><th>UCD</th><th>description</th></tr></thead>
<tbody>${metadata.columns.map(columnHtml)}</tbody></table>
</details>`;
}

function columnHtml({ name, datatype = "", arraysize, unit, ucd, description }: ColumnMetadata): Html {
  const type = arraysize === undefined ? datatype : `${datatype}(${arraysize})`;
  return html`<tr><td><code>${name}</code></td><td>${type}</td><td>${unit}</td><td>${ucd}</td><td>${description}</td></tr>`;
}

function exampleHtml({ name, description, query }: QueryExample): Html {
  return html`<h3>${name}</h3>
<p>${description}</p>
<pre>${query}</pre>`;
}
