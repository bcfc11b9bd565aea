import { serviceTable } from "../tap-service/index.ts";
import { type Columns, type Reply, real, resultsReply, text, whole } from "./answers.ts";
import { type Asked, boxOf, isAsked, limitOf } from "./asked.ts";
import { daliError, Refused } from "./errors.ts";
import { IRSA_HOUSE } from "./irsa-images.ts";
import type { TapEndpoint } from "./parts.ts";
import type { Dataset } from "./sky.ts";

/** The surveys of `/simulated` (navo.md 1.3), made of ours. */
export function simulatedImages(images: readonly Dataset[]): readonly Dataset[] {
  const names = { wise_allwise: "simulated_roman_openuniverse2024", spitzer_seip: "simulated_rubin_openuniverse2024" };
  return images.flatMap((image) => {
    const collection = names[image.collection as keyof typeof names];
    return collection === undefined ? [] : [{ ...image, collection, id: `sim_${image.id}` }];
  });
}

/** `/simulated/TAP`, by the manners of `/TAP`. The table is ours: sources say which collections there are. */
export function simulatedTap(images: readonly Dataset[], like: TapEndpoint["options"]): TapEndpoint {
  const columns: Columns = {
    obs_id: text({ ucd: "meta.id;meta.main" }),
    obs_collection: text(),
    s_ra: real("deg", { ucd: "pos.eq.ra;meta.main" }),
    s_dec: real("deg", { ucd: "pos.eq.dec;meta.main" }),
  };
  const rows = images.map(({ id, collection, raDeg, decDeg }) => [id, collection, raDeg, decDeg]);
  return {
    protocol: "tap",
    place: "irsa.ipac.caltech.edu/simulated/TAP",
    options: { ...like, tables: [serviceTable("simulated.images", columns, rows)] },
  };
}

/** Tables of IBE, by mission, dataset and name, and the collection that stands for each. */
const IBE_TABLES: Readonly<Record<string, string>> = {
  "wise/allwise/p3am_cdd": "wise_allwise",
  "spitzer/seip/seip_science": "spitzer_seip",
};

/** SIA 1 of what has not moved to SIA 2 (navo.md 1.3, 2.3): columns `sia_…`, a table of its own for each dataset. UCDs are the standard's. */
export function answerIbe(images: readonly Dataset[], asked: Asked): Reply {
  const table = asked.path.split("/ibe/sia/")[1] ?? "";
  const collection = IBE_TABLES[table];
  if (collection === undefined) throw new Refused(`BAD_REQUEST: no table ${table}`, daliError(IRSA_HOUSE, 400));
  const box = boxOf(asked);
  if (box === undefined) throw new Refused("BAD_REQUEST: POS and SIZE are required", daliError(IRSA_HOUSE));
  const columns: Columns = {
    sia_title: text({ ucd: "VOX:Image_Title" }),
    sia_url: text({ ucd: "VOX:Image_AccessReference" }),
    sia_naxes: whole({ ucd: "VOX:Image_Naxes" }),
    sia_fmt: text({ ucd: "VOX:Image_Format" }),
    sia_ra: real("deg", { ucd: "POS_EQ_RA_MAIN" }),
    sia_dec: real("deg", { ucd: "POS_EQ_DEC_MAIN" }),
    sia_bp_id: text({ ucd: "VOX:BandPass_ID" }),
    sia_bp_lo: real("m", { ucd: "VOX:BandPass_LoLimit" }),
    sia_bp_hi: real("m", { ucd: "VOX:BandPass_HiLimit" }),
  };
  const rows = images
    .filter((each) => each.collection === collection && isAsked(each, box, asked.get("INTERSECT")))
    .map((each) => [
      each.id,
      each.accessUrl,
      2,
      each.format,
      each.raDeg,
      each.decDeg,
      each.instrument,
      each.bandMinM,
      each.bandMaxM,
    ]);
  return resultsReply(IRSA_HOUSE, { columns, rows, ...limitOf(asked, asked.get("MAXREC")) });
}
