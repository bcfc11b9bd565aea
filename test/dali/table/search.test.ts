import { sliceColumn } from "@armillary/columns";
import { createTransport } from "@armillary/dali";
import { type SearchProgress, searchTable } from "@armillary/dali/table";
import { describe, expect, test } from "vitest";
import { faultyService } from "../../support/faulty-service.ts";

const transport = createTransport({ retry: { retries: 0 } });

const table = (rows: number, name = "id"): string =>
  `<TABLE><FIELD name="${name}" datatype="int"/><DATA><TABLEDATA>${"<TR><TD>7</TD></TR>".repeat(rows)}</TABLEDATA></DATA></TABLE>`;

/** A service with one answer. */
async function serving(body: string, type = "text/xml", status = 200) {
  const service = await faultyService();
  const url = service.on("/scs", ({ response }) => response.writeHead(status, { "content-type": type }).end(body));
  return { service, url };
}

const votable = (inside: string): string => `<?xml version="1.0"?><VOTABLE version="1.4">${inside}</VOTABLE>`;

describe("searchTable", () => {
  test.each([
    ["?", "/scs?RA=10.5&SR=0"],
    ["?catalog=x&amp;showoffsets", "/scs?catalog=x&showoffsets&RA=10.5&SR=0"],
    ["?SR=5&", "/scs?RA=10.5&SR=0"],
  ])("merges its parameters into %s", async (query, asked) => {
    const { service, url } = await serving(votable(`<RESOURCE type="results">${table(2)}</RESOURCE>`));
    const parameters = [
      ["RA", "10.5"],
      ["SR", "0"],
    ] as const;
    const result = await searchTable(transport, { url: `${url}${query}`, parameters });
    const rows: unknown[] = [];
    for await (const row of result.rows()) rows.push(row);
    expect(rows).toEqual([{ id: 7 }, { id: 7 }]);
    expect(service.received[0]?.url).toBe(asked);
    expect(result.url).toBe(`${service.origin}${asked}`);
    expect(await result.summary).toMatchObject({ status: "OK", rows: 2, complete: true, suspect: false });
  });

  test("takes the table of results, wherever the service puts its description (IRSA)", async () => {
    const meta = `<RESOURCE type="meta" utype="adhoc:service" ID="links">${table(1, "meta")}</RESOURCE>`;
    const { url } = await serving(
      votable(`${meta}<RESOURCE type="results">${table(1)}</RESOURCE>${meta.replace("links", "soda")}`),
    );
    const result = await searchTable(transport, { url, parameters: [] });
    expect(result.fields.map(({ name }) => name)).toEqual(["id"]);
    await result.summary;
    expect(result.document?.resources.map(({ ID }) => ID)).toEqual(["links", undefined, "soda"]);
  });

  test("refines rows as they come, judges those that came, and says what was done", async () => {
    const { url } = await serving(votable(`<RESOURCE type="results">${table(3)}</RESOURCE>`));
    const result = await searchTable(transport, {
      url,
      parameters: [],
      maxrec: 3,
      refine: (answer, from) => ({
        fields: answer.fields,
        metadata: answer.metadata,
        async *batches() {
          for await (const batch of answer.batches()) {
            yield { rows: 1, columns: batch.columns.map((column) => sliceColumn(column, 0, 1)) };
          }
        },
        get summary() {
          return answer.summary.then((summary) => ({ ...summary, message: from }));
        },
        close: () => answer.close(),
      }),
      notes: () => ["two left out"],
    });
    expect(await result.summary).toMatchObject({ rows: 1, suspect: true, message: url, notes: ["two left out"] });
  });

  test("posts a form when told to", async () => {
    const { service, url } = await serving(votable(`<RESOURCE>${table(0)}</RESOURCE>`));
    const result = await searchTable(transport, { url: `${url}?fixed=1`, parameters: [["ID", "a b"]], method: "POST" });
    await result.summary;
    expect(service.received[0]).toMatchObject({ method: "POST", url: "/scs?fixed=1", body: "ID=a+b" });
  });

  test.each([
    [
      "QUERY_STATUS",
      '<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such table</INFO></RESOURCE>',
    ],
    ["INFO Error at the root", '<INFO ID="Error" name="Error" value="no such table"/><RESOURCE/>'],
    ["INFO Error in the RESOURCE", '<RESOURCE><INFO name="Error" value="no such table"/></RESOURCE>'],
    [
      "PARAM Error",
      '<RESOURCE><PARAM ID="Error" name="Error" datatype="char" arraysize="*" value="no such table"/></RESOURCE>',
    ],
  ])("%s is the service's refusal", async (_, inside) => {
    const { url } = await serving(votable(inside));
    await expect(searchTable(transport, { url, parameters: [] })).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "no such table" },
    });
  });

  test("a web page is none", async () => {
    const { url } = await serving("<html><body>Down for maintenance</body></html>", "text/html");
    await expect(searchTable(transport, { url, parameters: [] })).rejects.toMatchObject({ code: "DAL_FORMAT" });
  });

  test.each([
    [3, "OK", true],
    [2, "OK", false],
    [3, "OVERFLOW", false],
  ])("%i rows of MAXREC 3 and %s: suspect is %s", async (rows, status, suspect) => {
    const info = `<INFO name="QUERY_STATUS" value="${status}"/>`;
    const { url } = await serving(votable(`<RESOURCE type="results">${table(rows)}${info}</RESOURCE>`));
    const result = await searchTable(transport, { url, parameters: [], maxrec: 3 });
    expect(await result.summary).toMatchObject({ status, rows, suspect });
  });

  test("progress ends with all rows", async () => {
    const { url } = await serving(votable(`<RESOURCE type="results">${table(5)}</RESOURCE>`));
    const seen: SearchProgress[] = [];
    const result = await searchTable(transport, { url, parameters: [], onProgress: (progress) => seen.push(progress) });
    await result.summary;
    expect(seen.map(({ phase }) => phase)).toEqual(["ASKING", "RECEIVING", "DONE"]);
    expect(seen.at(-1)).toMatchObject({ rows: 5 });
  });
});
