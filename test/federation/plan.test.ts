import { AdqlError } from "@armillary/adql";
import { explainFederation, FederationError, type FederationOptions, type JoinEngine } from "@armillary/federation";
import { describe, expect, it } from "vitest";
import { fakeMember, fakeTable } from "../support/federation-members.ts";

const OBSCORE = "obs_id:char s_ra s_dec t_exptime obs_collection:char";

/** Plans a query over two archives and a table that is here, 20 rows of it. */
async function plan(adql: string, options: Partial<FederationOptions> & { readonly uploads?: boolean } = {}) {
  const { uploads = true, ...rest } = options;
  const room = uploads ? { uploadRows: 1000 } : {};
  const members = [
    fakeMember({
      name: "mast",
      ...room,
      count: (query) => (query.includes("t_exptime > 100") ? 50 : 100_000),
      tables: [fakeTable("ivoa.obscore", OBSCORE), fakeTable("caom.plane", "obs_id:char calib_level:int")],
    }),
    fakeMember({
      name: "irsa",
      ...room,
      count: (query) => (query.includes("w1mpro < 1") ? 30 : 4_000_000),
      tables: [
        fakeTable("allwise_p3as_psd", "designation:char ra dec w1mpro w2mpro", 747_634_026),
        fakeTable("ivoa.obscore", OBSCORE),
      ],
    }),
  ];
  const engine = { tables: [{ name: "mine", metadata: fakeTable("mine", "id:long ra dec mag"), rows: 20 }] };
  const found = await explainFederation(adql, { members, engine: engine as unknown as JoinEngine, ...rest });
  return {
    steps: found.steps.map(({ member = "here", adql: text, uploads: from }) =>
      from === undefined ? `${member}: ${text}` : `${member} < ${from}: ${text}`,
    ),
    here: found.here,
    estimates: found.steps.map(({ estimate }) => estimate.rows),
  };
}

const WISE = "irsa.allwise_p3as_psd";

describe("what each archive is asked", () => {
  const cases: readonly (readonly [what: string, adql: string, steps: readonly string[], here: string | undefined])[] =
    [
      [
        "a query of one archive goes there as it is",
        "SELECT TOP 5 o.* FROM mast.ivoa.obscore AS o WHERE t_exptime > 5 ORDER BY o.s_ra",
        ["mast: SELECT TOP 5 o.* FROM ivoa.obscore AS o WHERE t_exptime > 5 ORDER BY o.s_ra"],
        undefined,
      ],
      [
        "names that are whole lose the archive's",
        "SELECT mast.ivoa.obscore.s_ra FROM mast.ivoa.obscore",
        ["mast: SELECT ivoa.obscore.s_ra FROM ivoa.obscore"],
        undefined,
      ],
      [
        "each SELECT of a set operation is one archive's",
        "SELECT COUNT(*) FROM mast.ivoa.obscore UNION ALL SELECT COUNT(*) FROM irsa.ivoa.obscore",
        ["mast: SELECT COUNT(*) AS column_1 FROM ivoa.obscore", "irsa: SELECT COUNT(*) AS column_1 FROM ivoa.obscore"],
        "SELECT * FROM p1 UNION ALL SELECT * FROM p2",
      ],
      [
        "a subquery of one archive goes there whole",
        "SELECT obs_id FROM mast.ivoa.obscore WHERE t_exptime > 100 AND obs_id IN (SELECT obs_id FROM irsa.ivoa.obscore GROUP BY obs_id)",
        [
          "irsa: SELECT obs_id FROM ivoa.obscore GROUP BY obs_id",
          "mast: SELECT ivoa.obscore.obs_id FROM ivoa.obscore WHERE t_exptime > 100",
        ],
        "SELECT p1.obs_id AS obs_id FROM p1 WHERE p1.obs_id IN (SELECT * FROM p2)",
      ],
      [
        "a join of two tables of one archive is the archive's, with ON as with commas",
        "SELECT o.s_ra, p.calib_level, w.w1mpro FROM mast.ivoa.obscore AS o LEFT JOIN mast.caom.plane AS p ON o.obs_id = p.obs_id JOIN irsa.allwise_p3as_psd AS w ON w.designation = o.obs_id WHERE w.w1mpro < 1",
        [
          "mast: SELECT o.s_ra, p.calib_level, o.obs_id FROM ivoa.obscore AS o LEFT OUTER JOIN caom.plane AS p ON o.obs_id = p.obs_id",
          "irsa: SELECT w.w1mpro, w.designation FROM allwise_p3as_psd AS w WHERE w.w1mpro < 1",
        ],
        "SELECT p1.s_ra AS s_ra, p1.calib_level AS calib_level, p2.w1mpro AS w1mpro FROM p1 JOIN p2 ON p2.designation = p1.obs_id",
      ],
      [
        "a join in a subquery that looks outside is joined here",
        "SELECT COUNT(*) FROM irsa.ivoa.obscore AS i WHERE EXISTS (SELECT 1 FROM mast.ivoa.obscore AS o JOIN mast.caom.plane AS p ON o.obs_id = p.obs_id AND p.obs_id = i.obs_id)",
        [
          "irsa: SELECT i.obs_id FROM ivoa.obscore AS i",
          "mast: SELECT o.obs_id FROM ivoa.obscore AS o",
          "mast: SELECT p.obs_id FROM caom.plane AS p",
        ],
        "SELECT COUNT(*) FROM p1 WHERE EXISTS (SELECT 1 FROM p2 JOIN p3 ON p2.obs_id = p3.obs_id AND p3.obs_id = p1.obs_id)",
      ],
      [
        "NATURAL JOIN keeps what is common, and nothing else",
        "SELECT calib_level, w.w1mpro FROM mast.caom.plane NATURAL JOIN irsa.ivoa.obscore, irsa.allwise_p3as_psd AS w WHERE w.w1mpro < 1",
        [
          "mast: SELECT caom.plane.calib_level, caom.plane.obs_id FROM caom.plane",
          "irsa: SELECT ivoa.obscore.obs_id FROM ivoa.obscore",
          "irsa: SELECT w.w1mpro FROM allwise_p3as_psd AS w WHERE w.w1mpro < 1",
        ],
        "SELECT p1.calib_level AS calib_level, p3.w1mpro AS w1mpro FROM p1 JOIN p2 USING (obs_id), p3",
      ],
      [
        "a condition on the side that an outer join fills up is not WHERE's to push",
        "SELECT o.obs_id FROM mast.ivoa.obscore AS o LEFT JOIN irsa.ivoa.obscore AS i ON o.obs_id = i.obs_id AND i.t_exptime > 3 AND o.t_exptime > 4 WHERE i.s_ra IS NULL AND o.s_ra > 5",
        [
          "mast: SELECT o.obs_id, o.t_exptime FROM ivoa.obscore AS o WHERE o.s_ra > 5",
          "irsa: SELECT i.s_ra, i.obs_id FROM ivoa.obscore AS i WHERE i.t_exptime > 3",
        ],
        "SELECT p1.obs_id AS obs_id FROM p1 LEFT OUTER JOIN p2 ON p1.obs_id = p2.obs_id AND p1.t_exptime > 4 WHERE p2.s_ra IS NULL",
      ],
      [
        "a subquery that looks outside is joined here",
        "SELECT COUNT(*) FROM mast.ivoa.obscore AS o WHERE EXISTS (SELECT 1 FROM irsa.ivoa.obscore AS i WHERE i.obs_id = o.obs_id AND i.t_exptime > 3)",
        [
          "mast: SELECT o.obs_id FROM ivoa.obscore AS o",
          "irsa: SELECT i.obs_id FROM ivoa.obscore AS i WHERE i.t_exptime > 3",
        ],
        "SELECT COUNT(*) FROM p1 WHERE EXISTS (SELECT 1 FROM p2 WHERE p2.obs_id = p1.obs_id)",
      ],
      [
        "WITH is one archive's where its query is",
        "WITH c AS (SELECT obs_id FROM mast.ivoa.obscore WHERE t_exptime > 100) SELECT c.obs_id, i.s_ra FROM c JOIN irsa.ivoa.obscore AS i ON c.obs_id = i.obs_id",
        [
          "mast: SELECT obs_id FROM ivoa.obscore WHERE t_exptime > 100",
          "irsa: SELECT i.s_ra, i.obs_id FROM ivoa.obscore AS i",
        ],
        "WITH c AS (SELECT * FROM p1) SELECT c.obs_id, p3.s_ra AS s_ra FROM c JOIN p3 ON c.obs_id = p3.obs_id",
      ],
      [
        "RAND and functions of the IVOA's catalogue stay here",
        "SELECT m.id FROM mine AS m, irsa.allwise_p3as_psd AS w WHERE w.w1mpro < 1 AND RAND() < w.w2mpro AND ivo_hasword(w.designation, 'x') = 1",
        ["irsa: SELECT w.w2mpro, w.designation FROM allwise_p3as_psd AS w WHERE w.w1mpro < 1"],
        "SELECT m.id FROM mine AS m, p2 WHERE RAND() < p2.w2mpro AND ivo_hasword(p2.designation, 'x') = 1",
      ],
    ];
  it.each(cases)("%s", async (_, adql, steps, here) => {
    const found = await plan(adql, { strategy: "fetch" });
    expect(found.steps).toEqual(steps);
    expect(found.here).toBe(here);
  });
});

describe("which rows are moved", () => {
  const NEAR = `SELECT o.obs_id, w.w1mpro FROM mast.ivoa.obscore AS o JOIN ${WISE} AS w ON 1 = CONTAINS(POINT(w.ra, w.dec), CIRCLE(o.s_ra, o.s_dec, 0.001)) WHERE `;
  const MOVED_TO_IRSA =
    "irsa < p1: SELECT armillary_up.armillary_row AS armillary_link, w.w1mpro FROM allwise_p3as_psd AS w JOIN TAP_UPLOAD.armillary AS armillary_up ON 1 = CONTAINS(POINT(w.ra, w.dec), CIRCLE(armillary_up.u1, armillary_up.u2, 0.001))";

  it("the few go to the archive of the many", async () => {
    const found = await plan(`${NEAR}o.t_exptime > 100`);
    expect(found.steps).toEqual([
      "mast: SELECT o.obs_id, o.s_ra, o.s_dec FROM ivoa.obscore AS o WHERE o.t_exptime > 100",
      MOVED_TO_IRSA,
    ]);
    expect(found.here).toBe(
      "SELECT p1.obs_id AS obs_id, p2.w1mpro AS w1mpro FROM p1 JOIN p2 ON p1.armillary_row = p2.armillary_link",
    );
    expect(found.estimates).toEqual([50, undefined]);
  });

  it("whichever side the few are on", async () => {
    const { steps } = await plan(`${NEAR}w.w1mpro < 1`);
    expect(steps[0]).toMatch(
      /^mast < p2: SELECT armillary_up\.armillary_row AS armillary_link, o\.obs_id FROM ivoa\.obscore AS o/,
    );
    expect(steps[1]).toBe("irsa: SELECT w.w1mpro, w.ra, w.dec FROM allwise_p3as_psd AS w WHERE w.w1mpro < 1");
  });

  it("few and few are both fetched", async () => {
    const { steps } = await plan(`${NEAR}w.w1mpro < 1 AND o.t_exptime > 100`);
    expect(steps.filter((step) => step.includes(" < p"))).toEqual([]);
  });

  it("nothing is sent to an archive that takes no uploads, nor against the caller's word", async () => {
    const refused = { uploads: false, mostRows: 10_000_000 };
    expect((await plan(`${NEAR}o.t_exptime > 100`, refused)).steps[1]).toMatch(
      /^irsa: SELECT w\.w1mpro, w\.ra, w\.dec/,
    );
    expect((await plan(`${NEAR}o.t_exptime > 100`, { strategy: "fetch" })).steps[1]).toMatch(/^irsa: /);
  });

  it("a table that is here is moved, with its own conditions before", async () => {
    const adql = `SELECT m.id, w.w1mpro FROM mine AS m LEFT JOIN ${WISE} AS w ON DISTANCE(POINT(m.ra, m.dec), POINT(w.ra, w.dec)) < 0.001 AND w.w2mpro > 5 WHERE m.mag < 12`;
    const found = await plan(adql);
    expect(found.steps).toEqual([
      "here: SELECT m.id, m.mag, m.ra, m.dec FROM mine AS m WHERE m.mag < 12",
      "irsa < p1: SELECT armillary_up.armillary_row AS armillary_link, w.w1mpro FROM allwise_p3as_psd AS w JOIN TAP_UPLOAD.armillary AS armillary_up ON DISTANCE(POINT(armillary_up.u1, armillary_up.u2), POINT(w.ra, w.dec)) < 0.001 WHERE w.w2mpro > 5",
    ]);
    expect(found.here).toBe(
      "SELECT p1.id AS id, p2.w1mpro AS w1mpro FROM p1 LEFT OUTER JOIN p2 ON p1.armillary_row = p2.armillary_link WHERE p1.mag < 12",
    );
  });

  it("the side that must keep all its rows is never narrowed by matches", async () => {
    const adql = `SELECT m.id FROM ${WISE} AS w LEFT JOIN mine AS m ON m.ra = w.ra`;
    expect((await plan(adql, { strategy: "move", mostRows: 1e9 })).steps).toEqual([
      "irsa: SELECT w.ra FROM allwise_p3as_psd AS w",
    ]);
  });

  it("moves go on from rows that were moved themselves, and never in a circle", async () => {
    const adql = `SELECT m.id, o.obs_id, w.w1mpro FROM mine AS m JOIN mast.ivoa.obscore AS o ON o.s_ra = m.ra JOIN ${WISE} AS w ON w.ra = o.s_ra`;
    const { steps } = await plan(adql, { strategy: "move" });
    const froms = steps.flatMap((step) => /^\w+ < (p\d)/.exec(step)?.[1] ?? []);
    expect(froms.length).toBe(2);
    expect(new Set(froms).size).toBe(2);
  });
});

describe("what cannot be done", () => {
  const TOO_LARGE = `SELECT w.w1mpro FROM ${WISE} AS w, mine WHERE w.w2mpro > mine.mag`;
  it("says what would have to be fetched whole", async () => {
    const failure = await plan(TOO_LARGE, { mostRows: 1000, strategy: "fetch" }).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(FederationError);
    expect(failure).toMatchObject({ code: "FEDERATION_TOO_LARGE", member: "irsa" });
    expect((failure as Error).message).toMatch(/4,000,000 rows/);
  });
  it("says where a name is wrong", async () => {
    const failure = await plan("SELECT o.nothing FROM mast.ivoa.obscore AS o").catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(AdqlError);
    expect(failure).toMatchObject({ code: "ADQL_UNKNOWN_COLUMN", line: 1, column: 10 });
  });
  it("says that a table is of no archive", async () => {
    await expect(plan("SELECT x FROM mars.surface")).rejects.toMatchObject({ code: "ADQL_UNKNOWN_TABLE" });
    await expect(plan("SELECT x FROM mast.surface")).rejects.toMatchObject({ code: "ADQL_UNKNOWN_TABLE" });
  });
  it("says how to write a join that has a name", async () => {
    const adql = "SELECT j.obs_id FROM (mast.ivoa.obscore JOIN irsa.ivoa.obscore USING (obs_id)) AS j";
    await expect(plan(adql)).rejects.toMatchObject({ code: "FEDERATION_UNSUPPORTED" });
  });
});
