import { type Columns, type House, type Reply, real, resultsReply, text, VOTABLE_1_3, whole } from "./answers.ts";
import { type Asked, boxOf, limitOf, numberOf } from "./asked.ts";
import { daliError, Refused } from "./errors.ts";
import { fitsImage } from "./files.ts";

const HOUSE: House = { version: "1.3", namespace: VOTABLE_1_3 };
const IMAGES = "https://skyview.gsfc.nasa.gov/cgi-bin/images";

/** Some of its surveys, each a record of the registry (navo.md 1.2): for all of the sky, or what is asked of here. */
const SURVEYS = ["dss2r", "2massk", "rass", "wisew1"] as const;

const COLUMNS: Columns = {
  Survey: text(),
  Ra: real("deg", { ucd: "POS_EQ_RA_MAIN" }),
  Dec: real("deg", { ucd: "POS_EQ_DEC_MAIN" }),
  Dim: whole({ ucd: "VOX:Image_Naxes" }),
  Format: text({ ucd: "VOX:Image_Format" }),
  URL: text({ ucd: "VOX:Image_AccessReference" }),
  Title: text({ ucd: "VOX:Image_Title" }),
};

/**
 * SkyView (navo.md 1.2, 2.2) has no images: whatever place is asked for, there is one of each survey, about it and as large as
 * asked, made when its link is followed. The names of the columns are ours.
 */
export function answerSkyView(asked: Asked): Reply {
  const box = boxOf(asked);
  if (box === undefined) throw new Refused("POS and SIZE are required", daliError(HOUSE));
  const wanted = asked.get("SURVEY")?.toLowerCase();
  const surveys = SURVEYS.filter((survey) => wanted === undefined || survey === wanted);
  if (surveys.length === 0) throw new Refused(`There is no survey ${wanted}`, daliError(HOUSE));
  const format = asked.get("FORMAT")?.toLowerCase() ?? "all";
  const formats = ["image/fits", "image/jpeg"].filter((each) => format === "all" || format.includes(each));
  const rows = surveys.flatMap((survey) =>
    formats.map((each) => {
      const query = new URLSearchParams({
        position: `${box.raDeg},${box.decDeg}`,
        survey,
        size: String(box.widthDeg),
        return: each === "image/fits" ? "FITS" : "JPEG",
      });
      return [survey, box.raDeg, box.decDeg, 2, each, `${IMAGES}?${query}`, `${survey} image`];
    }),
  );
  return resultsReply(HOUSE, { columns: COLUMNS, rows, ...limitOf(asked, asked.get("MAXREC")) });
}

/** The image that a link makes; faults of `files` are those of the making, which often takes too long. */
export function answerSkyViewImage(asked: Asked): Reply {
  const [raDeg = Number.NaN, decDeg = Number.NaN] = (asked.get("POSITION") ?? "").split(",").map(Number);
  const survey = asked.get("SURVEY") ?? "";
  const isKnown = (SURVEYS as readonly string[]).includes(survey);
  if (!isKnown || Number.isNaN(raDeg + decDeg)) {
    return { type: "text/html", body: "<html><body>No such image.</body></html>\n" };
  }
  const image = fitsImage({ raDeg, decDeg, fovDeg: numberOf(asked, "SIZE") ?? 0.2, target: survey });
  return { type: "image/fits", body: image };
}
