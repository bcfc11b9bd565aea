import { expect, test } from "vitest";
import { sesameAnswer } from "../navo/names/answers.ts";
import { type Answer, faultyService } from "../support/faulty-service.ts";
import { newHome } from "./home.ts";

const KNOWN: Answer = ({ response }) =>
  response.end(sesameAnswer(["Si=Simbad", { ra: 10.6847083, dec: 41.26875, name: "M  31", type: "AGN", z: -0.001 }]));
const DOWN: Answer = ({ response }) => response.writeHead(500).end("out of order");

/** A home whose Sesame is a loopback service, and whose other resolvers are out of order. */
async function world(sesame: Answer) {
  const service = await faultyService({ otherwise: DOWN });
  const { origin } = service;
  service.on("/cds", sesame);
  const rewrites = [
    `https://cds.unistra.fr/cgi-bin/nph-sesame/SNV=${origin}/cds`,
    `http://vizier.cfa.harvard.edu=${origin}`,
    `https://ned.ipac.caltech.edu=${origin}`,
    `https://mast.stsci.edu=${origin}`,
  ];
  const home = await newHome();
  const env = { ARMILLARY_REWRITE: rewrites.join(",") };
  return {
    service,
    run: (args: readonly string[], terminal?: "stderr") =>
      home.run(args, { env, ...(terminal === undefined ? {} : { terminal: [terminal] }) }),
  };
}

test.each([
  [[], "10.6847083 +41.26875\n"],
  [["--sexagesimal"], "00:42:44.330 +41:16:07.50\n"],
])("prints the position (%j), and nothing else in a pipe", async (flags, line) => {
  const { run } = await world(KNOWN);
  expect(await run(["name", "M31", ...flags])).toEqual({ status: 0, stdout: line, stderr: "" });
});

test("tells people what was found, and a program all of it", async () => {
  const { run } = await world(KNOWN);
  const { stderr } = await run(["name", "M31"], "stderr");
  expect(stderr).toBe("M 31, AGN, z = -0.001, says SIMBAD by sesame\n");
  expect(JSON.parse((await run(["name", "M31", "--json"])).stdout)).toEqual({
    name: "M31",
    resolver: "sesame",
    source: "SIMBAD",
    raDeg: 10.6847083,
    decDeg: 41.26875,
    canonicalName: "M 31",
    objectType: "AGN",
    redshift: -0.001,
  });
});

test("asks once, until it is told to ask again", async () => {
  const { service, run } = await world(KNOWN);
  await run(["name", "M31"]);
  await run(["name", "m31"]);
  expect(service.received).toHaveLength(1);
  await run(["name", "M31", "--refresh"]);
  expect(service.received).toHaveLength(2);
});

test("a position is its own answer", async () => {
  const { service, run } = await world(KNOWN);
  expect((await run(["name", "0h42m44.33s +41d16m7.5s"])).stdout).toBe("10.684708333333333 +41.26875\n");
  expect(service.received).toEqual([]);
});

test.each([
  ["M31", "NAME_UNRESOLVED", "No resolver of names answered"],
  ["Mars", "NAME_MOVING", "JPL Horizons"],
])("%s without an answer is a failure, %s", async (name, code, words) => {
  const { run } = await world(DOWN);
  const { status, stdout, stderr } = await run(["name", name, "--json", "--retries", "0"]);
  expect([status, stdout]).toEqual([1, ""]);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code, message: expect.stringContaining(words) } });
});

test("a cone search takes a name, and says where that is", async () => {
  const { service, run } = await world(KNOWN);
  const empty = '<RESOURCE type="results"><TABLE><FIELD name="id" datatype="int"/></TABLE></RESOURCE>';
  const url = service.on("/scs", ({ response }) => response.end(`<VOTABLE version="1.4">${empty}</VOTABLE>`));
  const { status, stderr } = await run(["cone", "M31", "--radius", "1arcmin", "--service", url], "stderr");
  expect(stderr).toContain("M31 (M 31) is at 10.6847083 +41.26875, says SIMBAD.");
  expect(status).toBe(0);
  expect(service.received.at(-1)?.url).toBe("/scs?RA=10.6847083&DEC=41.26875&SR=0.016666666666666666");
});
