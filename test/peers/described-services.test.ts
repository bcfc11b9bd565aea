import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findDescriptors } from "@armillary/datalink";
import { describe, expect, test } from "vitest";
import { newHome } from "../cli/home.ts";
import { readDocument } from "../datalink/documents.ts";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";
import { hasPyvo, hasStilts, python, votlintErrors } from "../support/peers.ts";

// Services that the command writes behind a table's rows: votlint has nothing to say of them, pyvo finds them and their columns.

/** As pyvo has them: each with the columns that its parameters refer to, by name. */
interface Theirs {
  readonly id: string | null;
  readonly url: string;
  readonly columns: Readonly<Record<string, string>>;
}

function servicesByPyvo(path: string): Theirs[] {
  const program = [
    "import json, sys, warnings",
    "warnings.simplefilter('ignore')",
    "from astropy.io.votable import parse",
    "from pyvo.dal.adhoc import DatalinkResultsMixin",
    "from pyvo.dal.query import DALResults",
    "class Results(DatalinkResultsMixin, DALResults): pass",
    `results = Results(parse(${JSON.stringify(path)}), url='https://a.test/')`,
    "def columns(service):",
    "    group = next(each for each in service.groups if each.name == 'inputParams')",
    "    names = {field.ID: field.name for field in results.resultstable.fields}",
    "    return {param.name: names[param.ref] for param in group.entries if param.ref}",
    "def url(service): return next(param.value for param in service.params if param.name == 'accessURL')",
    "print(json.dumps([{'id': each.ID, 'url': str(url(each)), 'columns': columns(each)} for each in results.iter_adhocservices()]))",
  ].join("\n");
  return JSON.parse(python(program)) as Theirs[];
}

const service = (id: string, ref: string): string =>
  `<RESOURCE type="meta" utype="adhoc:service" ID="${id}"><DESCRIPTION>Cuts</DESCRIPTION>` +
  `<PARAM name="accessURL" datatype="char" arraysize="*" value="https://a.test/${id}?x=1&amp;y=2"/><GROUP name="inputParams">` +
  `<PARAM name="ID" datatype="char" arraysize="*" ref="${ref}" value=""/>` +
  '<PARAM name="BAND" datatype="double" arraysize="2" unit="m" xtype="interval" value=""><VALUES><MIN value="1e-7"/><MAX value="2e-7"/></VALUES></PARAM>' +
  "</GROUP></RESOURCE>";
const field = (name: string): string => `<FIELD ID="${name}_id" name="${name}" datatype="char" arraysize="*"/>`;
const SOURCE =
  '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><TABLE>' +
  `${field("did")}${field("other")}${field("more")}<DATA><TABLEDATA><TR><TD>a</TD><TD>b</TD><TD>c</TD></TR></TABLEDATA></DATA>` +
  `</TABLE></RESOURCE>${service("kept", "did_id")}${service("lost", "other_id")}</VOTABLE>`;

describe.each(["tabledata", "binary", "binary2"])("in %s", (serialization) => {
  async function converted(): Promise<string> {
    const { run, folder } = await newHome();
    const [source, out] = [join(folder, "in.vot"), join(folder, "out.vot")];
    await writeFile(source, SOURCE);
    const how = ["--columns", "more,did", "--serialization", serialization];
    expect(await run(["convert", source, out, ...how])).toMatchObject({ status: 0 });
    return out;
  }

  test.skipIf(!hasStilts)(`votlint finds no error${hasStilts ? "" : " (skipped: no STILTS)"}`, async () => {
    expect(votlintErrors(await converted())).toEqual([]);
  });

  test.skipIf(!hasPyvo)(`pyvo finds the service and its column${hasPyvo ? "" : " (skipped: no pyvo)"}`, async () => {
    expect(servicesByPyvo(await converted())).toEqual([
      { id: "kept", url: "https://a.test/kept?x=1&y=2", columns: { ID: "did" } },
    ]);
  });
});

describe.skipIf(dachsUrl === undefined || !hasPyvo)(`what searches of DaCHS write${dachsLabel}`, () => {
  test.each<readonly [protocol: string, verb: string, args: readonly string[], columns: readonly string[]]>([
    [
      "SIA 2",
      "images",
      ["10 20", "--sia", "2", "--size", "5deg", "--service", `${dachsUrl}/images/q/sia2/siap2.xml`],
      ["obs_publisher_did"],
    ],
    [
      "SIA 1",
      "images",
      ["10 20", "--sia", "1", "--size", "5deg", "--service", `${dachsUrl}/images/q/sia1/siap.xml?`],
      ["pub_did"],
    ],
    [
      "SSA",
      "spectra",
      ["10 20", "--diameter", "1deg", "--service", `${dachsUrl}/spectra/q/ssa/ssap.xml?`],
      ["ssa_pubDID", "ssa_pubDID"],
    ],
    ["TAP", "query", [`${dachsUrl}/tap`, "SELECT TOP 3 * FROM ivoa.obscore"], ["obs_publisher_did"]],
  ])("%s", async (_, verb, args, columns) => {
    const { run, folder } = await newHome();
    const out = join(folder, "out.vot");
    expect(await run([verb, ...args, "-o", out])).toMatchObject({ status: 0 });
    const theirs = servicesByPyvo(out);
    expect(theirs.map((each) => each.columns["ID"])).toEqual(columns);
    const ours = findDescriptors(await readDocument(await readFile(out, "utf8")));
    expect(ours.map(({ accessUrl }) => accessUrl)).toEqual(theirs.map(({ url }) => url));
    const { status, stdout } = await run(["links", `@${out}`]);
    expect(status).toBe(0);
    expect(stdout).toContain("ivo://peer.test/~?");
  });
});
