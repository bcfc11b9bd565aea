import { findDescriptor, findDescriptors, servicesOf } from "@armillary/datalink";
import { describe, expect, test } from "vitest";
import { descriptorOf, descriptorsOf, descriptorXml, linksDocument, readDocument } from "./documents.ts";

// Services that documents describe: where they stand, what they say, where values come from.

const ID_FROM_COLUMN = '<PARAM name="ID" datatype="char" arraysize="*" ref="did" value=""/>';

/** A table of results with a column that services refer to. */
const RESULTS =
  '<RESOURCE type="results"><TABLE><FIELD name="obs_id" datatype="char" arraysize="*"/>' +
  '<FIELD name="obs_id" ID="did" datatype="char" arraysize="*"/><DATA><TABLEDATA/></DATA></TABLE></RESOURCE>';

describe("a descriptor", () => {
  test("says all that the standard has", async () => {
    const descriptor = await descriptorOf({
      id: "srv",
      name: "proc",
      accessUrl: "https://archive.test/soda",
      standardId: "ivo://ivoa.net/std/SODA#sync-1.0",
      more:
        '<DESCRIPTION>Cuts.</DESCRIPTION><PARAM name="resourceIdentifier" datatype="char" arraysize="*" value="ivo://a/b"/>' +
        '<PARAM name="contentType" datatype="char" arraysize="*" value="image/fits"/>' +
        '<PARAM name="exampleURL" datatype="char" arraysize="*" value="https://archive.test/soda?ID=1"><DESCRIPTION>One</DESCRIPTION></PARAM>' +
        '<PARAM name="exampleURL" datatype="char" arraysize="*" value="soda?ID=2"/>',
    });
    expect(descriptor).toMatchObject({
      ID: "srv",
      name: "proc",
      isSelf: false,
      accessUrl: "https://archive.test/soda",
      standardId: "ivo://ivoa.net/std/SODA#sync-1.0",
      resourceIdentifier: "ivo://a/b",
      contentType: "image/fits",
      exampleUrls: [
        { url: "https://archive.test/soda?ID=1", description: "One" },
        { url: "https://archive.test/soda?ID=2" },
      ],
    });
  });

  test.each([
    ["relative", "../soda?x=1", "https://archive.test/soda?x=1"],
    ["with doubled slashes", "https://a.test/x//y", "https://a.test/x//y"],
    ["a program", "javascript:alert(1)", undefined],
    ["absent", "", undefined],
  ])("whose accessURL is %s", async (_, accessUrl, expected) => {
    const [descriptor] = await descriptorsOf(
      linksDocument({ services: descriptorXml({ accessUrl }) }),
      "https://archive.test/dl/links",
    );
    expect(descriptor?.accessUrl).toBe(expected);
  });

  test.each([
    ["adhoc:service", undefined, false],
    ["ADHOC:Service", undefined, false],
    ["adhoc:this", undefined, true],
    ["adhoc:service", "this", true],
    ["adhoc:service", "other", false],
  ])("of utype %s and name %s", async (utype, name, isSelf) => {
    const descriptor = await descriptorOf({ utype, ...(name === undefined ? {} : { name }) });
    expect(descriptor.isSelf).toBe(isSelf);
  });

  test("CADC: of itself by its ID", async () => {
    expect((await descriptorOf({ id: "this" })).isSelf).toBe(true);
  });

  test("of itself in the manner of 1.1 replaces that of 1.0", async () => {
    const services =
      descriptorXml({ name: "this", accessUrl: "https://a.test/old" }) +
      descriptorXml({ utype: "adhoc:this", accessUrl: "https://a.test/new" });
    const found = await descriptorsOf(linksDocument({ services }));
    expect(found.map(({ accessUrl }) => accessUrl)).toEqual(["https://a.test/new"]);
  });
});

describe("where values come from", () => {
  const text = (attributes: string, inside = ""): string =>
    `<PARAM name="P" datatype="char" arraysize="*" ${attributes}>${inside}</PARAM>`;
  const OPTIONS = '<VALUES><OPTION value="ALL"/><OPTION value="FOO"/></VALUES>';

  test.each<[what: string, xml: string, source: string, text?: string]>([
    ["a value", text('value="x"'), "fixed", "x"],
    ["no value", text('value=""'), "open"],
    ["a value among options", text('value="ALL"', OPTIONS), "default", "ALL"],
    [
      "a value within a range",
      '<PARAM name="P" datatype="int" value="3"><VALUES><MIN value="1"/></VALUES></PARAM>',
      "default",
      "3",
    ],
    ["NaN", '<PARAM name="P" datatype="double" value="NaN"/>', "open"],
    ["NaN twice", '<PARAM name="P" datatype="double" arraysize="2" value="NaN NaN"/>', "open"],
    [
      "a value of no number (written by astropy)",
      '<PARAM name="P" datatype="double" arraysize="2" value="[0. 0.]"/>',
      "open",
    ],
    ["a column", text('ref="did" value=""'), "column"],
    ["a column, though there is a value", text('ref="did" value="x"'), "fixed", "x"],
    ["a reference that leads nowhere", text('ref="gone" value=""'), "column"],
    ["a COOSYS", text('ref="sys" value=""'), "open"],
    ["a PARAM", text('ref="par" value=""'), "fixed", "from the param"],
    ["an INFO", text('ref="inf" value=""'), "fixed", "from the info"],
  ])("%s", async (_, inputs, source, expected) => {
    const xml =
      '<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4"><COOSYS ID="sys" system="ICRS"/>' +
      '<PARAM ID="par" name="q" datatype="char" arraysize="*" value="from the param"/><INFO ID="inf" name="i" value="from the info"/>' +
      `${RESULTS}${descriptorXml({ inputs })}</VOTABLE>`;
    const [descriptor] = await descriptorsOf(xml);
    const [input] = descriptor?.inputs ?? [];
    expect(input?.source).toBe(source);
    expect(input?.text).toBe(expected);
  });

  test("a column goes by the key that rows have it under", async () => {
    const [descriptor] = await descriptorsOf(
      `<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4">${RESULTS}${descriptorXml({ inputs: ID_FROM_COLUMN })}</VOTABLE>`,
    );
    expect(descriptor?.inputs[0]?.column).toMatchObject({ key: "obs_id_2", field: { ID: "did" } });
  });

  test("of itself, values are what is sent otherwise", async () => {
    const descriptor = await descriptorOf({ utype: "adhoc:this", inputs: text('value="x"') });
    expect(descriptor.inputs[0]?.source).toBe("default");
  });

  test("PARAMref and groups in the group count", async () => {
    const inputs = `<PARAMref ref="far"/><GROUP name="more">${text('value="y"')}</GROUP>`;
    const more = '<PARAM ID="far" name="FAR" datatype="char" arraysize="*" value="z"/>';
    const descriptor = await descriptorOf({ inputs, more });
    expect(descriptor.inputs.map(({ param, text: value }) => [param.name, value])).toEqual([
      ["FAR", "z"],
      ["P", "y"],
    ]);
  });
});

describe("in a document", () => {
  test("IRSA: the second RESOURCE, with a TABLE of its own", async () => {
    const service = descriptorXml({ inputs: ID_FROM_COLUMN }).replace(
      "</RESOURCE>",
      '<TABLE><FIELD name="x" datatype="int"/><DATA><TABLEDATA/></DATA></TABLE></RESOURCE>',
    );
    const xml = `<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4">${RESULTS}${service}</VOTABLE>`;
    const [descriptor] = findDescriptors(await readDocument(xml));
    expect(descriptor?.inputs[0]?.column?.field?.ID).toBe("did");
  });

  test("before the results, and inside of them (DataLink 1.1)", async () => {
    const inside = RESULTS.replace("</RESOURCE>", `${descriptorXml({ id: "inner" })}</RESOURCE>`);
    const xml = `<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4">${descriptorXml({ id: "outer" })}${inside}</VOTABLE>`;
    expect((await descriptorsOf(xml)).map(({ ID }) => ID)).toEqual(["outer", "inner"]);
  });

  test("DaCHS: the same service twice, {sync} and {async}", async () => {
    const services =
      descriptorXml({ id: "procsvc", standardId: "ivo://ivoa.net/std/SODA#sync-1.0" }) +
      descriptorXml({ id: "procsvc0", standardId: "ivo://ivoa.net/std/SODA#async-1.0" });
    const found = await descriptorsOf(linksDocument({ services }));
    expect(servicesOf(found, "SODA", "sync").map(({ ID }) => ID)).toEqual(["procsvc"]);
    expect(servicesOf(found, "soda", "async").map(({ ID }) => ID)).toEqual(["procsvc0"]);
    expect(servicesOf(found, "SODA")).toHaveLength(2);
    expect(findDescriptor(found, "procsvc0")).toBe(found[1]);
    expect(findDescriptor(found, "#procsvc")).toBe(found[0]);
    expect(findDescriptor(found, "gone")).toBeUndefined();
  });

  test("ALMA: one ID for the services of all files, in the order of their rows", async () => {
    const services = ["one", "two"].map((name) =>
      descriptorXml({ id: "SODA.sync", accessUrl: `https://a.test/${name}` }),
    );
    const found = await descriptorsOf(linksDocument({ services: services.join("") }));
    expect([0, 1, 2].map((place) => findDescriptor(found, "SODA.sync", place)?.accessUrl)).toEqual([
      "https://a.test/one",
      "https://a.test/two",
      "https://a.test/two",
    ]);
  });

  test("CADC and others: standardIDs in small letters and capitals", async () => {
    const found = await descriptorsOf(
      linksDocument({ services: descriptorXml({ standardId: "ivo://ivoa.net/std/datalink#links-1.0" }) }),
    );
    expect(servicesOf(found, "DataLink", "links")).toHaveLength(1);
  });
});
