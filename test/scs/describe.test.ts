import { ScsService } from "@armillary/scs";
import { describe, expect, test } from "vitest";
import { faultyService } from "../support/faulty-service.ts";
import { document, FIELDS, refusal, transport } from "./cone-service.ts";

const CAPABILITIES = `<cap:capabilities xmlns:cap="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<capability standardID="ivo://ivoa.net/std/ConeSearch" xsi:type="cs:ConeSearch"><interface role="std" xsi:type="vs:ParamHTTP"><accessURL use="base">http://127.0.0.1/scs?</accessURL></interface>
<maxSR>5</maxSR><maxRecords>1000</maxRecords><verbosity>true</verbosity></capability></cap:capabilities>`;

const INPUT =
  '<PARAM name="INPUT:RA" datatype="double" unit="deg" value=""/><PARAM name="INPUT:band" datatype="char" arraysize="*" value=""><VALUES><OPTION value="R"/><OPTION value="I"/></VALUES></PARAM>';

/** A service; of version 1.1 where it knows MAXREC=0. */
async function service({ knowsMaxrec = false, hasCapabilities = false, fields = FIELDS, refuses = false } = {}) {
  const running = await faultyService();
  const base = running.on("/cone/scs", ({ url, response }) => {
    if (refuses) return void response.end(refusal("SR is too small"));
    const isMeta = knowsMaxrec && url.searchParams.get("MAXREC") === "0";
    const all = `${fields}<FIELD name="more" datatype="int"/>`;
    response.end(
      isMeta
        ? `<VOTABLE version="1.4"><RESOURCE type="meta">${INPUT}<TABLE>${all}</TABLE></RESOURCE></VOTABLE>`
        : document(fields, ""),
    );
  });
  if (hasCapabilities) running.on("/cone/capabilities", ({ response }) => response.end(CAPABILITIES));
  const asked = (): (string | undefined)[] => running.received.map(({ url }) => url);
  return { scs: new ScsService(`${base}?table=x`, { transport }), asked };
}

describe("what a cone search says of itself", () => {
  test("of version 1.03: its columns, by SR=0", async () => {
    const { scs, asked } = await service();
    const description = await scs.describe({ verbosity: 3 });
    expect(description.fields.map(({ name }) => name)).toEqual(["id", "ra", "dec"]);
    expect(description).toMatchObject({
      missing: [],
      inputs: [],
      columns: { id: 0, ra: { index: 1 }, dec: { index: 2 } },
    });
    expect(description.profile).toBeUndefined();
    expect(asked()[0]).toBe("/cone/scs?table=x&RA=0&DEC=0&SR=0&VERB=3&MAXREC=0");
  });

  test("of version 1.1: parameters by MAXREC=0, columns still by SR=0", async () => {
    const { scs } = await service({ knowsMaxrec: true });
    const { inputs, fields } = await scs.describe();
    expect(inputs.map(({ name, unit, options }) => [name, unit, options])).toEqual([
      ["RA", "deg", []],
      ["band", undefined, ["R", "I"]],
    ]);
    expect(fields.map(({ name }) => name)).toEqual(["id", "ra", "dec"]);
  });

  test("its limits, by its capabilities", async () => {
    const { scs } = await service({ hasCapabilities: true });
    expect((await scs.describe()).profile).toMatchObject({ maxRadiusDeg: 5, maxRecords: 1000, verbosity: true });
  });

  test("required columns that are not there", async () => {
    const { scs } = await service({ fields: '<FIELD name="flux" datatype="double"/>' });
    expect((await scs.describe()).missing).toEqual(["id", "ra", "dec"]);
  });

  test("a refusal is one", async () => {
    const { scs } = await service({ refuses: true });
    await expect(scs.describe()).rejects.toMatchObject({ code: expect.stringMatching(/^DAL_(QUERY_ERROR|FORMAT)$/) });
  });
});
