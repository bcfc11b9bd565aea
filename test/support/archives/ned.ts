import { isWithin, separation } from "../tap-service/geometry.ts";
import { ARCHIVES as QUIRKS, serviceTable } from "../tap-service/index.ts";
import { type House, OK_INFO, type Reply, real, tableXml, text, votable, whole } from "./answers.ts";
import { type Asked, boxOf, coneOf, isAsked, limitOf, numberOf, positionOf } from "./asked.ts";
import { nedCgiError, paramStatusError, Refused } from "./errors.ts";
import { spectrumReply } from "./files.ts";
import { nedLookup, objectNamed } from "./names.ts";
import { type ArchiveParts, type ArchiveSettings, GEOMETRY } from "./parts.ts";
import { type Catalogue, type Dataset, datasetsOf, sightingsOf } from "./sky.ts";

/** navo.md 2.4: VOTable 1.1 without a namespace. */
const CGI_HOUSE: House = { version: "1.1" };
/** navo.md 1.4: VOTable 1.2. */
const SED_HOUSE: House = { version: "1.2", namespace: "http://www.ivoa.net/xml/VOTable/v1.2" };

/** NED, as navo.md 1.4 and 2.4 have it. */
export function ned({ catalogue }: ArchiveSettings): ArchiveParts {
  return {
    hosts: ["ned.ipac.caltech.edu", "vo.ned.ipac.caltech.edu"],
    taps: [
      {
        protocol: "tap",
        place: "ned.ipac.caltech.edu/tap",
        options: {
          tables: [objectDirectory(catalogue)],
          quirks: QUIRKS.ned,
          declared: { geometry: GEOMETRY },
          // The name is misspelt there.
          dress: (document) =>
            document.replace(
              /(<RESOURCE type="results"[^>]*>)/,
              '$1<INFO name="PROVIDER" value="NASA/IPAC Extragalatic Database"/>',
            ),
        },
      },
    ],
    endpoints: [
      {
        protocol: "scs",
        place: /^ned\.ipac\.caltech\.edu\/cgi-bin\/(?:NEDobjsearch|objsearch|nph-objsearch)$/,
        answer: (asked) => answerSearch(catalogue, asked),
      },
      {
        protocol: "sia",
        place: /^vo\.ned\.ipac\.caltech\.edu\/services\/sia$/,
        answer: (asked) => answerImages(catalogue, asked),
      },
      {
        protocol: "ssa",
        place: /^vo\.ned\.ipac\.caltech\.edu\/services\/(?:accessSED|querySED)$/,
        answer: (asked) => answerSeds(catalogue, asked),
      },
      {
        protocol: "names",
        place: /^ned\.ipac\.caltech\.edu\/srs\/ObjectLookup$/,
        answer: (asked) => nedLookup(catalogue, asked),
      },
    ],
  };
}

function objectDirectory(catalogue: Catalogue): ReturnType<typeof serviceTable> {
  return serviceTable(
    "NEDTAP.objdir",
    {
      objid: whole({ ucd: "meta.id;meta.main" }),
      prefname: text({ ucd: "meta.id" }),
      prefphytype: text({ ucd: "src.class" }),
      ra: real("deg", { ucd: "pos.eq.ra;meta.main" }),
      dec: real("deg", { ucd: "pos.eq.dec;meta.main" }),
      uncmaja: real("arcsec"),
      zflag: text(),
      z: real(undefined, { ucd: "src.redshift" }),
      zunc: real(),
      n_crosref: whole(),
      n_notes: whole(),
    },
    sightingsOf(catalogue, "ned").map(({ name, type, raDeg, decDeg, redshift }, index) => [
      index + 1,
      name,
      type,
      raDeg,
      decDeg,
      0.5,
      redshift === null ? null : "SPEC",
      redshift,
      null,
      3,
      0,
    ]),
  );
}

/**
 * The object search (navo.md 1.4, 2.4): a cone search by RA, DEC and SR in degrees, and NED's own form by lon, lat and a
 * radius in arcminutes, or by `objname`. QUERY_STATUS is OK twice, whatever happens.
 */
function answerSearch(catalogue: Catalogue, asked: Asked): Reply {
  const refuse = (words: string) => new Refused(words, nedCgiError(CGI_HOUSE));
  if (asked.get("OF") !== "xml_main") throw refuse(`Output format ${asked.get("OF")} is not supported here`);
  const name = asked.get("OBJNAME");
  const named = name === undefined ? undefined : objectNamed(catalogue, "ned", name);
  if (name !== undefined && named === undefined) throw refuse("There is no object with this name in NED.");
  const [raDeg, decDeg, radiusArcmin] = ["LON", "LAT", "RADIUS"].map((key) => numberOf(asked, key));
  const form =
    raDeg === undefined || decDeg === undefined ? undefined : { raDeg, decDeg, radiusDeg: (radiusArcmin ?? 2) / 60 };
  const cone = coneOf(asked) ?? form ?? (named === undefined ? undefined : { ...named, radiusDeg: 0 });
  if (cone === undefined) throw refuse("Invalid coordinates: RA, DEC and SR are required");
  const found = sightingsOf(catalogue, "ned").filter((each) => isWithin(each, cone));
  const columns = {
    "No.": whole({ ucd: "meta.id" }),
    "Object Name": text({ ucd: "meta.id;meta.main" }),
    RA: real("deg", { ucd: "pos.eq.ra;meta.main" }),
    DEC: real("deg", { ucd: "pos.eq.dec;meta.main" }),
    Type: text({ ucd: "src.class" }),
    Redshift: real(undefined, { ucd: "src.redshift" }),
    Separation: real("arcmin", { ucd: "pos.angDistance" }),
  };
  const rows = found.map((each, index) => [
    index + 1,
    each.name,
    each.raDeg,
    each.decDeg,
    each.type,
    each.redshift,
    separation(cone, each) * 60,
  ]);
  const limit = limitOf(asked, undefined);
  const frame = '<COOSYS ID="coo" system="eq_FK5" equinox="J2000.0"/>';
  const table = tableXml(CGI_HOUSE, columns, rows.slice(0, limit.most));
  return { body: votable(CGI_HOUSE, `<RESOURCE type="results">${frame}${OK_INFO}${OK_INFO}${table}</RESOURCE>`) };
}

/** The old image service, by TARGET, or by POS and SIZE: images that lie with other archives. */
function answerImages(catalogue: Catalogue, asked: Asked): Reply {
  const target = asked.get("TARGET");
  const found = target === undefined ? undefined : objectNamed(catalogue, "ned", target);
  const box = boxOf(asked) ?? (found === undefined ? undefined : { ...found, widthDeg: 0, heightDeg: 0 });
  if (box === undefined) {
    throw new Refused(`No object is known by the name ${target ?? ""}`, paramStatusError(CGI_HOUSE));
  }
  const columns = {
    Title: text({ ucd: "VOX:Image_Title" }),
    RA: real("deg", { ucd: "POS_EQ_RA_MAIN" }),
    DEC: real("deg", { ucd: "POS_EQ_DEC_MAIN" }),
    Format: text({ ucd: "VOX:Image_Format" }),
    Reference: text({ ucd: "VOX:Image_AccessReference" }),
  };
  const rows = datasetsOf(catalogue, "ned", "image")
    .filter((each) => isAsked(each, box))
    .map((each) => [`${each.facility} ${each.instrument}`, each.raDeg, each.decDeg, each.format, each.accessUrl]);
  const table = tableXml(CGI_HOUSE, columns, rows.slice(0, asked.limit.most));
  return { body: votable(CGI_HOUSE, `<RESOURCE type="results">${OK_INFO}${table}</RESOURCE>`) };
}

/** SEDs: `REQUEST=getData` by TARGETNAME gives one, POS and SIZE find them; BAND, TIME and FORMAT are passed over. */
function answerSeds(catalogue: Catalogue, asked: Asked): Reply {
  const seds = datasetsOf(catalogue, "ned", "spectrum");
  const name = asked.get("TARGETNAME");
  const named = name === undefined ? undefined : objectNamed(catalogue, "ned", name);
  if (asked.get("REQUEST")?.toLowerCase() === "getdata") {
    const sed = seds.find(({ target }) => target === named?.name);
    if (sed === undefined) throw new Refused(`No SED is known of ${name ?? "it"}`, paramStatusError(SED_HOUSE));
    return spectrumReply(sed, "1.2");
  }
  const position = positionOf(asked) ?? named;
  if (position === undefined) throw new Refused("POS is required", paramStatusError(SED_HOUSE));
  const cone = { ...position, radiusDeg: (numberOf(asked, "SIZE") ?? 0.1) / 2 };
  const rows = uniqueTargets(seds.filter((each) => isWithin(each, cone))).map((each) => [
    each.accessUrl,
    each.format,
    `SED of ${each.target}`,
    each.target,
    `${each.raDeg} ${each.decDeg}`,
  ]);
  const columns = {
    AccessReference: text({ ucd: "meta.ref.url", utype: "ssa:Access.Reference" }),
    AccessFormat: text({ utype: "ssa:Access.Format" }),
    Title: text({ utype: "ssa:DataID.Title" }),
    TargetName: text({ utype: "ssa:Target.Name" }),
    Position: { ...real("deg"), arraysize: "2", utype: "ssa:Char.SpatialAxis.Coverage.Location.Value" },
  };
  const table = tableXml(SED_HOUSE, columns, rows.slice(0, asked.limit.most));
  return { body: votable(SED_HOUSE, `<RESOURCE type="results">${OK_INFO}${table}</RESOURCE>`) };
}

/** An object has one SED. */
function uniqueTargets(seds: readonly Dataset[]): readonly Dataset[] {
  return seds.filter(({ target }, index) => seds.findIndex((each) => each.target === target) === index);
}
