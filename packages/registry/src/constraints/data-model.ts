import type { AdqlText } from "@armillary/adql";
import { anyWords, type Constraint, inRows } from "../constraint.ts";
import { RegistryError } from "../errors.ts";
import type { RegistryFeatures } from "../features.ts";

/** Data models that have names here: how services say that they have tables of them. */
export const DATA_MODELS = ["obscore", "epntap", "regtap"] as const;
export type DataModelName = (typeof DATA_MODELS)[number];

interface ModelMarks {
  /** Of a TAP service's capability, `dataModel/@ivo-id`: a pattern of SQL. */
  readonly model?: string;
  /** Of a table, its utype: patterns of SQL. */
  readonly utypes: readonly string[];
}

const MARKS: Readonly<Record<DataModelName, ModelMarks>> = {
  obscore: { model: "ivo://ivoa.net/std/obscore%", utypes: ["ivo://ivoa.net/std/obscore#table-1.%"] },
  // The second is of the standard's drafts, and of services that were not touched since.
  epntap: { utypes: ["ivo://ivoa.net/std/epntap#table-2.%", "ivo://vopdc.obspm/std/epncore#schema-2.%"] },
  regtap: { model: "ivo://ivoa.net/std/regtap#1.%", utypes: [] },
};

/**
 * Resources with tables of a data model: `obscore`, `epntap`, `regtap`, or the model's identifier
 * (`ivo://ivoa.net/std/slap#…`). Of several, one is enough. Models are declared by TAP services, by tables, or both (RegTAP
 * 1.2, sections 7 and 10.8): both count.
 * @throws RegistryError code REG_USAGE for another name
 */
export function dataModel(...models: readonly string[]): Constraint {
  if (models.length === 0) throw new RegistryError("REG_USAGE", `A data model is wanted: ${DATA_MODELS.join(", ")}.`);
  const wanted = models.map((model) => ({ name: model.trim().toLowerCase(), marks: marksOf(model) }));
  return {
    text: `data model: ${anyWords(wanted.map(({ name }) => name))}`,
    condition: (features) => features.tools.anyOf(...wanted.flatMap(({ marks }) => conditionsOf(marks, features))),
  };
}

function marksOf(model: string): ModelMarks {
  const name = model.trim().toLowerCase();
  const known = DATA_MODELS.find((each) => each === name);
  if (known !== undefined) return MARKS[known];
  if (/^ivo:\/\/\S+$/.test(name)) return { model: `${name}%`, utypes: [`${name}%`] };
  throw new RegistryError(
    "REG_USAGE",
    `"${model}" is no data model that is known here: ${DATA_MODELS.join(", ")}, or ivo://….`,
  );
}

function conditionsOf({ model, utypes }: ModelMarks, features: RegistryFeatures): AdqlText[] {
  const { adql, raw, anyOf } = features.tools;
  const declared =
    model === undefined
      ? []
      : [
          inRows(
            features,
            "res_detail",
            // The value is not in lower case, as identifiers elsewhere are.
            adql`detail_xpath = ${"/capability/dataModel/@ivo-id"} AND ${features.like(raw("detail_value"), model)}`,
          ),
        ];
  const typed = utypes.map((utype) => features.like(raw("table_utype"), utype));
  return [...declared, ...(typed.length === 0 ? [] : [inRows(features, "res_table", anyOf(...typed))])];
}
