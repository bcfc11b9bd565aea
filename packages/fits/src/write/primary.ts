import { BLOCK_BYTES } from "../header.ts";
import { HeaderRecords } from "./records.ts";

/** A primary HDU without data, before extensions (FITS 4.0, section 4.4.1.1). */
export function primaryHeader(): Uint8Array<ArrayBuffer> {
  const records = new HeaderRecords();
  records.add("SIMPLE", true, "FITS 4.0");
  records.add("BITPIX", 8);
  records.add("NAXIS", 0, "no data here");
  records.add("EXTEND", true, "extensions follow");
  return records.toBytes();
}

/**
 * A primary HDU whose data is the text of a VOTable: the FITS-plus convention of TOPCAT and STILTS. The VOTable describes
 * the binary tables that follow, one TABLE without DATA for each, and has all that FITS has no keywords for.
 * @param votable - the document
 * @param tables - how many binary tables follow (default 1)
 */
export function votablePrimary(votable: string, tables = 1): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(votable);
  const records = new HeaderRecords();
  records.add("SIMPLE", true, "FITS 4.0");
  records.add("BITPIX", 8, "characters");
  records.add("NAXIS", 1);
  records.add("NAXIS1", text.length, "bytes of the VOTable");
  records.add("VOTMETA", true, "a VOTable describes the tables that follow");
  records.add("EXTEND", true, "extensions follow");
  records.add("NTABLE", tables, "binary tables that are described");
  const header = records.toBytes();
  const hdu = new Uint8Array(header.length + Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES);
  hdu.set(header);
  hdu.set(text, header.length);
  return hdu;
}
