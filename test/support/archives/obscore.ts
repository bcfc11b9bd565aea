import { type Cell, type Columns, real, text, whole } from "./answers.ts";
import type { Dataset } from "./sky.ts";

/** Columns of ObsCore 1.1 that the archives fill (tables 5 to 7 there). */
export const OBSCORE_COLUMNS: Columns = {
  dataproduct_type: text({ ucd: "meta.code.class", utype: "obscore:ObsDataset.dataProductType" }),
  calib_level: whole({ ucd: "meta.code;obs.calib", utype: "obscore:ObsDataset.calibLevel" }),
  obs_collection: text({ ucd: "meta.id", utype: "obscore:DataID.Collection" }),
  obs_id: text({ ucd: "meta.id", utype: "obscore:DataID.observationID" }),
  obs_publisher_did: text({ ucd: "meta.ref.uri;meta.curation", utype: "obscore:Curation.PublisherDID" }),
  access_url: text({ ucd: "meta.ref.url", utype: "obscore:Access.Reference" }),
  access_format: text({ ucd: "meta.code.mime", utype: "obscore:Access.Format" }),
  access_estsize: whole({ ucd: "phys.size;meta.file", unit: "kbyte", utype: "obscore:Access.Size" }),
  target_name: text({ ucd: "meta.id;src", utype: "obscore:Target.Name" }),
  s_ra: real("deg", { ucd: "pos.eq.ra" }),
  s_dec: real("deg", { ucd: "pos.eq.dec" }),
  s_fov: real("deg", { ucd: "phys.angSize;instr.fov" }),
  s_region: text({ ucd: "pos.outline;obs.field" }),
  t_min: real("d", { ucd: "time.start;obs.exposure" }),
  t_max: real("d", { ucd: "time.end;obs.exposure" }),
  t_exptime: real("s", { ucd: "time.duration;obs.exposure" }),
  em_min: real("m", { ucd: "em.wl;stat.min" }),
  em_max: real("m", { ucd: "em.wl;stat.max" }),
  facility_name: text({ ucd: "meta.id;instr.tel" }),
  instrument_name: text({ ucd: "meta.id;instr" }),
};

/** A row of these columns. */
export function obscoreRow(dataset: Dataset, authority: string, region: string, accessUrl = dataset.accessUrl): Cell[] {
  const { collection, id } = dataset;
  return [
    dataset.type,
    2,
    collection,
    id,
    `ivo://${authority}/${collection}/${id}`,
    accessUrl,
    dataset.format,
    6,
    dataset.target,
    dataset.raDeg,
    dataset.decDeg,
    dataset.fovDeg,
    region,
    dataset.startMjd,
    endMjd(dataset),
    dataset.exposureS,
    dataset.bandMinM,
    dataset.bandMaxM,
    dataset.facility,
    dataset.instrument,
  ];
}

export function endMjd({ startMjd, exposureS }: Dataset): number {
  return startMjd + exposureS / 86_400;
}

/** `CIRCLE ICRS ra dec r`. */
export function circleText({ raDeg, decDeg, fovDeg }: Dataset): string {
  return `CIRCLE ICRS ${raDeg} ${decDeg} ${fovDeg / 2}`;
}
