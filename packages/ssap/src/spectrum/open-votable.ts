import type { Field } from "@armillary/columns";
import { type Group, openVotable, type TableReader } from "@armillary/votable";
import { axesOf, type Candidate, chooseCandidate, tryAxes } from "./candidates.ts";
import { SpectrumError } from "./errors.ts";
import { makeSpectrum } from "./make-spectrum.ts";
import { keywordsOfTable } from "./meta.ts";
import type { OpenSpectrumOptions } from "./open-options.ts";
import { readPoints } from "./read-points.ts";
import { relocated } from "./relocate.ts";
import type { Spectrum } from "./spectrum.ts";

interface VotableCandidate extends Candidate {
  readonly index: number;
}

/** Reads a spectrum out of a VOTable: the TABLE that has one. */
export async function openVotableSpectrum(bytes: Uint8Array, options: OpenSpectrumOptions): Promise<Spectrum> {
  const chosen = await findCandidate(bytes, options);
  const { spectralUnit, isLog10, medium, row } = options;
  const reader = await openVotable(bytes, votableOptions(options));
  try {
    for await (const table of reader.tables()) {
      if (table.meta.index !== chosen.index) continue;
      const fields = describedFields(table);
      const axes = axesOf(chosen);
      const points = await readPoints(fields, table.batches(), axes, row);
      const { diagnostics } = await reader.summary;
      return makeSpectrum({
        format: "votable",
        place: chosen.place,
        points,
        axes: relocated(axes, fields, points),
        keywords: keywordsOfTable(around(table)),
        diagnostics,
        ...(spectralUnit === undefined ? {} : { spectralUnit }),
        ...(isLog10 === undefined ? {} : { isLog10 }),
        ...(medium === undefined ? {} : { medium }),
      });
    }
    throw new SpectrumError("SPECTRUM_FORMAT", `${chosen.place} could be read once, and not again.`);
  } finally {
    await reader.close();
  }
}

async function findCandidate(bytes: Uint8Array, options: OpenSpectrumOptions): Promise<VotableCandidate> {
  const { table: wanted } = options;
  const found: VotableCandidate[] = [];
  let count = 0;
  const reader = await openVotable(bytes, votableOptions(options));
  try {
    for await (const table of reader.tables()) {
      count++;
      const { index, name } = table.meta;
      if (wanted !== undefined && wanted !== index) continue;
      const place = `table ${index}${name === undefined ? "" : ` (${name})`}`;
      found.push({ place, id: String(index), index, axes: tryAxes(describedFields(table), options) });
    }
    const { status, message } = await reader.summary;
    if (count === 0 || status === "ERROR") {
      const words = message === undefined ? "" : ` It says: "${message.trim()}"`;
      throw new SpectrumError(
        "SPECTRUM_FORMAT",
        `${status === "ERROR" ? "The document reports an error." : "The document has no table."}${words}`,
      );
    }
  } finally {
    await reader.close();
  }
  if (wanted !== undefined && found.length === 0)
    throw new SpectrumError("SPECTRUM_OPTION", `There is no table ${wanted}: the document has ${count}, from 0.`);
  return chooseCandidate(found, "table");
}

/** FIELDs with the utypes and UCDs that FIELDrefs give them: services of the Spectrum data model put them there alone. */
function describedFields({ fields, meta, resources }: TableReader): Field[] {
  const refs = [...meta.groups, ...resources.flatMap(({ groups }) => groups)].flatMap(referencesWithin);
  return fields.map((field) => {
    const own = refs.filter(({ ref }) => ref === field.ID);
    const utype = field.utype ?? own.find((reference) => reference.utype !== undefined)?.utype;
    const ucd = field.ucd ?? own.find((reference) => reference.ucd !== undefined)?.ucd;
    return { ...field, ...(utype === undefined ? {} : { utype }), ...(ucd === undefined ? {} : { ucd }) };
  });
}

function referencesWithin({ fieldRefs, groups }: Group): Group["fieldRefs"] {
  return [...fieldRefs, ...groups.flatMap(referencesWithin)];
}

function around({ meta, resources }: TableReader): Parameters<typeof keywordsOfTable>[0] {
  return {
    params: [...meta.params, ...resources.flatMap(({ params }) => params)],
    groups: [...meta.groups, ...resources.flatMap(({ groups }) => groups)],
    infos: [...meta.infos, ...resources.flatMap(({ infos }) => infos)],
  };
}

/** A spectrum is short: the kernel's memory would cost more than it saves. */
function votableOptions({
  lenient,
  signal,
  maxBytes,
}: OpenSpectrumOptions): Parameters<typeof openVotable>[1] & object {
  return {
    kernel: "off",
    ...(maxBytes === undefined ? {} : { limits: { maxDocumentBytes: maxBytes } }),
    ...(lenient === undefined ? {} : { lenient }),
    ...(signal === undefined ? {} : { signal }),
  };
}
