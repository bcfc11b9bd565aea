import { createTransport } from "@armillary/dali";
import { ScsService } from "@armillary/scs";
import { separationDeg } from "@armillary/sky";
import { awake } from "../support/awake.ts";
import { type Call, faultyService } from "../support/faulty-service.ts";

/** Never sends a request again: what a service answers is what is seen. */
export const transport = createTransport({ retry: { retries: 0 } });

/** A service that answers every request alike, and what it was asked. */
export async function answering(body: string | Uint8Array, { type = "text/xml", status = 200, base = "" } = {}) {
  const service = await faultyService();
  const url = service.on("/scs", ({ response }) => response.writeHead(status, { "content-type": type }).end(body));
  return { service, url: `${url}${base}`, scs: new ScsService(`${url}${base}`, { transport }) };
}

export interface Star {
  readonly id: string;
  readonly raDeg: number;
  readonly decDeg: number;
}

/** How a service of ours departs from a plain one. */
export interface ConeQuirks {
  /** Answers in place of the rows. */
  readonly answer?: (call: Call, asked: Asked) => boolean;
  /** Adds `dist`, in arcmin, from the centre that was asked for. */
  readonly distance?: boolean;
  /** Adds `offset`, which is of the centre and no distance. */
  readonly offset?: boolean;
  readonly maxRadiusDeg?: number;
  /** Rows at most; said by OVERFLOW, or not. */
  readonly limit?: number;
  readonly isLimitSilent?: boolean;
  /** Sends the whole catalogue around the cone, too. */
  readonly sendsOutside?: boolean;
  /** Describes columns for answers without rows otherwise. */
  readonly emptyFields?: string;
  /** Waits before each answer. */
  readonly delayMs?: (asked: Asked) => number;
}

export interface Asked {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
}

export const FIELDS = `<FIELD name="id" datatype="char" arraysize="*" ucd="meta.id;meta.main"/>
<FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main"/>
<FIELD name="dec" datatype="double" unit="deg" ucd="pos.eq.dec;meta.main"/>`;

/** A cone search over a catalogue. */
export async function catalogueService(stars: readonly Star[], quirks: ConeQuirks = {}) {
  const service = await faultyService();
  const asked: Asked[] = [];
  let underWay = 0;
  const seen = { most: 0 };
  const url = service.on("/scs", async (call) => {
    const { response, url: target } = call;
    const number = (name: string): number => Number(target.searchParams.get(name));
    const cone = { raDeg: number("RA"), decDeg: number("DEC"), radiusDeg: number("SR") };
    asked.push(cone);
    underWay++;
    seen.most = Math.max(seen.most, underWay);
    const delayMs = quirks.delayMs?.(cone) ?? 0;
    if (delayMs > 0) await awake(delayMs);
    underWay--;
    if (quirks.answer?.(call, cone) === true) return;
    if (cone.radiusDeg > (quirks.maxRadiusDeg ?? 180)) return void response.end(refusal("SR is too large"));
    const separation = (star: Star): number => separationDeg(cone.raDeg, cone.decDeg, star.raDeg, star.decDeg);
    const inside = stars.filter((star) => quirks.sendsOutside === true || separation(star) <= cone.radiusDeg);
    const sent = inside.slice(0, quirks.limit ?? inside.length);
    const rows = sent.map((star) => {
      const more = [
        ...(quirks.distance === true ? [separation(star) * 60] : []),
        ...(quirks.offset === true ? [star.decDeg - cone.decDeg] : []),
      ];
      return `<TR>${[star.id, star.raDeg, star.decDeg, ...more].map((cell) => `<TD>${cell}</TD>`).join("")}</TR>`;
    });
    const extra =
      (quirks.distance === true ? '<FIELD name="dist" datatype="double" unit="arcmin" ucd="pos.angDistance"/>' : "") +
      (quirks.offset === true ? '<FIELD name="offset" datatype="double" unit="deg"/>' : "");
    const fields = rows.length === 0 && quirks.emptyFields !== undefined ? quirks.emptyFields : FIELDS + extra;
    const status =
      sent.length < inside.length && quirks.isLimitSilent !== true
        ? '<INFO name="QUERY_STATUS" value="OVERFLOW"/>'
        : "";
    response.setHeader("content-type", "text/xml").end(document(fields, rows.join(""), status));
  });
  return { service, url, asked, seen, scs: new ScsService(url, { transport }) };
}

export function document(fields: string, rows: string, after = ""): string {
  return `<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
<TABLE name="stars">${fields}<DATA><TABLEDATA>${rows}</TABLEDATA></DATA></TABLE>${after}</RESOURCE></VOTABLE>`;
}

export function refusal(words: string): string {
  return `<VOTABLE version="1.4"><INFO ID="Error" name="Error" value="${words}"/><RESOURCE/></VOTABLE>`;
}

/** `count` stars spread evenly over the sky. */
export function spread(count: number): Star[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `s${index}`,
    raDeg: (index * 137.50776405) % 360,
    decDeg: (Math.asin((2 * (index + 0.5)) / count - 1) * 180) / Math.PI,
  }));
}
