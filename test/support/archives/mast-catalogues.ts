import { isWithin } from "../tap-service/geometry.ts";
import { ARCHIVES as QUIRKS, serviceTable } from "../tap-service/index.ts";
import { type House, type Reply, real, resultsReply, text, VOTABLE_1_3, whole } from "./answers.ts";
import { type Asked, coneOf, limitOf } from "./asked.ts";
import { Refused, resourceInfoError } from "./errors.ts";
import { GEOMETRY, type TapEndpoint } from "./parts.ts";
import { type Catalogue, sightingsOf } from "./sky.ts";

type Quirks = NonNullable<TapEndpoint["options"]["quirks"]>;
type Dress = NonNullable<TapEndpoint["options"]["dress"]>;

/** Of these services navo.md has the addresses, and of PS1 the tables' names; columns are those of the catalogues, or ours. */
export function mastCatalogueTaps(
  catalogue: Catalogue,
  { dress, mostRows }: { readonly dress: Dress; readonly mostRows: number },
): readonly TapEndpoint[] {
  const objects = sightingsOf(catalogue, "mast");
  const quirks: Quirks = { ...QUIRKS.mast, cap: { rows: mostRows, silent: true } };
  const position = { ra: { ucd: "pos.eq.ra;meta.main" }, dec: { ucd: "pos.eq.dec;meta.main" } };
  const tap = (name: string, tables: NonNullable<TapEndpoint["options"]["tables"]>): TapEndpoint => ({
    protocol: "tap",
    place: `mast.stsci.edu/vo-tap/api/v0.1/${name}`,
    options: { tables, quirks, declared: { geometry: GEOMETRY }, dress },
  });
  return [
    tap("ps1dr2", [
      serviceTable(
        "dbo.meanobjectview",
        {
          objid: { datatype: "long", ucd: "meta.id;meta.main" },
          ramean: real("deg", position.ra),
          decmean: real("deg", position.dec),
          ndetections: whole(),
          gmeanpsfmag: real("mag", { ucd: "phot.mag;em.opt" }),
        },
        // Identifiers of 18 digits, more than a double has.
        objects.map(({ raDeg, decDeg, magnitude }, index) => [
          157_540_106_847_000_000n + BigInt(1000 + index),
          raDeg,
          decDeg,
          3 + index,
          // Pan-STARRS has -999 for no value, not null.
          index % 5 === 0 ? -999 : magnitude,
        ]),
      ),
    ]),
    tap("tic", [
      serviceTable(
        "dbo.catalogrecord",
        {
          id: { datatype: "long", ucd: "meta.id;meta.main" },
          ra: real("deg", position.ra),
          dec: real("deg", position.dec),
          tmag: real("mag", { ucd: "phot.mag;em.opt" }),
        },
        objects.map(({ raDeg, decDeg, magnitude }, index) => [BigInt(index + 1), raDeg, decDeg, magnitude]),
      ),
    ]),
    tap("missionmast", [
      serviceTable(
        "dbo.hst_science",
        {
          sci_target_name: text({ ucd: "meta.id;src" }),
          sci_ra: real("deg", position.ra),
          sci_dec: real("deg", position.dec),
        },
        objects.map(({ name, raDeg, decDeg }) => [name, raDeg, decDeg]),
      ),
    ]),
  ];
}

const GSC_HOUSE: House = { version: "1.3", namespace: VOTABLE_1_3 };

/** The Guide Star Catalog (navo.md 1.1): RA, DEC, SR without quotes; the older of its two addresses wants `CAT=GSC23`. Answers and errors are ours. */
export function answerGuideStars(catalogue: Catalogue, asked: Asked): Reply {
  const refuse = (words: string) => new Refused(words, resourceInfoError(GSC_HOUSE));
  if (asked.path.endsWith("ConeSearch.aspx") && asked.get("CAT") !== "GSC23") throw refuse("CAT is GSC23");
  const cone = coneOf(asked);
  if (cone === undefined) throw refuse("RA, DEC and SR are numbers, without quotes");
  const columns = {
    gsc2ID: text({ ucd: "meta.id;meta.main" }),
    ra: real("deg", { ucd: "pos.eq.ra;meta.main" }),
    dec: real("deg", { ucd: "pos.eq.dec;meta.main" }),
    jpgMag: real("mag", { ucd: "phot.mag" }),
  };
  const rows = sightingsOf(catalogue, "mast")
    .filter((each) => isWithin(each, cone))
    .map(({ raDeg, decDeg, magnitude }, index) => [`N${1000 + index}`, raDeg, decDeg, magnitude]);
  return resultsReply(GSC_HOUSE, { columns, rows, ...limitOf(asked, asked.get("MAXREC")) });
}
