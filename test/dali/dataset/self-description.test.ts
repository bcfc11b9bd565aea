import { createTransport } from "@armillary/dali";
import { fetchSelfDescription } from "@armillary/dali/dataset";
import { describe, expect, test } from "vitest";
import { faultyService } from "../../support/faulty-service.ts";

const transport = createTransport({ retry: { retries: 0 } });

async function describing(inside: string) {
  const service = await faultyService();
  const url = service.on("/sia", ({ response }) => response.end(`<VOTABLE version="1.4">${inside}</VOTABLE>`));
  const description = await fetchSelfDescription(transport, { url, parameters: [["FORMAT", "METADATA"]] });
  return { description, asked: service.received[0]?.url };
}

const FIELD = '<FIELD name="access_url" datatype="char" arraysize="*"/>';

describe("a service that describes itself", () => {
  test("by PARAMs of its RESOURCE or its TABLE, and a table without DATA", async () => {
    const { description, asked } = await describing(
      `<RESOURCE type="meta"><DESCRIPTION>Images.</DESCRIPTION><INFO name="QUERY_STATUS" value="OK"/>
       <PARAM name="INPUT:POS" datatype="char" arraysize="*" unit="deg" value=""><DESCRIPTION>Place</DESCRIPTION></PARAM>
       <PARAM name="other" datatype="int" value="3"/>
       <TABLE><PARAM name="input:INTERSECT" datatype="char" arraysize="*" value="OVERLAPS"><VALUES><OPTION value="OVERLAPS"/><OPTION value="COVERS"/></VALUES></PARAM>
       <PARAM name="INPUT:SIZE" datatype="double" value="0.1"><VALUES><MIN value="0"/><MAX value="10"/></VALUES></PARAM>${FIELD}</TABLE></RESOURCE>`,
    );
    expect(asked).toBe("/sia?FORMAT=METADATA");
    expect(description.inputs).toEqual([
      { name: "POS", datatype: "char", arraysize: "*", unit: "deg", description: "Place", options: [] },
      { name: "INTERSECT", datatype: "char", arraysize: "*", default: "OVERLAPS", options: ["OVERLAPS", "COVERS"] },
      { name: "SIZE", datatype: "double", default: "0.1", options: [], min: "0", max: "10" },
    ]);
    expect(description.fields.map(({ name }) => name)).toEqual(["access_url"]);
    expect(description.description).toBe("Images.");
  });

  test("by PARAMs for its columns, too, in GROUPs (SSA)", async () => {
    const { description } = await describing(
      `<RESOURCE type="results"><GROUP><PARAM name="INPUT:BAND" datatype="char" arraysize="*" value=""/></GROUP>
       <PARAM name="OUTPUT:AcRef" datatype="char" arraysize="*" utype="ssa:Access.Reference" value=""/></RESOURCE>`,
    );
    expect(description.inputs.map(({ name }) => name)).toEqual(["BAND"]);
    expect(description.fields).toEqual([
      { name: "AcRef", datatype: "char", arraysize: "*", utype: "ssa:Access.Reference" },
    ]);
  });

  test("by a service descriptor, told from those of what it links to (IRSA)", async () => {
    const descriptor = (attributes: string, input: string): string =>
      `<RESOURCE type="meta" utype="adhoc:service" ${attributes}><GROUP name="inputParams"><PARAM name="${input}" datatype="char" arraysize="*" value=""/></GROUP><TABLE><FIELD name="not_this" datatype="int"/></TABLE></RESOURCE>`;
    const { description } = await describing(
      `${descriptor('ID="links"', "ID")}<RESOURCE type="results"><TABLE>${FIELD}</TABLE></RESOURCE>${descriptor('name="this"', "COLLECTION")}`,
    );
    expect(description.inputs.map(({ name }) => name)).toEqual(["COLLECTION"]);
    expect(description.fields.map(({ name }) => name)).toEqual(["access_url"]);
  });

  test.each([
    [
      "an error",
      '<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such thing</INFO></RESOURCE>',
      "no such thing",
    ],
    ["an error without words", '<RESOURCE><INFO name="QUERY_STATUS" value="ERROR"/></RESOURCE>', undefined],
  ])("by %s does not", async (_, inside, serviceMessage) => {
    await expect(describing(inside)).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: serviceMessage === undefined ? {} : { serviceMessage },
    });
  });

  test("by a web page does not", async () => {
    const service = await faultyService();
    const url = service.on("/sia", ({ response }) => response.end("<html><body>Hello</body></html>"));
    await expect(fetchSelfDescription(transport, { url, parameters: [] })).rejects.toMatchObject({
      code: "DAL_FORMAT",
    });
  });
});
