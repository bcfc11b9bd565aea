import { commonLayout, type Field } from "@armillary/columns";

/** The columns of several tables as those of one. */
export interface UnionFields {
  readonly fields: readonly Field[];
  /** For each table, the place of each of its columns in the union. */
  readonly places: readonly (readonly number[])[];
}

/** A table of the union. */
export interface UnionPart {
  /** Goes before the name of a column that another table has for something else. */
  readonly label: string;
  readonly fields: readonly Field[];
}

/**
 * Makes one list of columns of several, behind those that are there already. Columns of one name, unit, UCD and xtype whose
 * types have a common one become one column; others of a name that is taken get the label of their table in front.
 */
export function unionFields(before: readonly Field[], parts: readonly UnionPart[]): UnionFields {
  const fields: Field[] = [...before];
  /** As their tables call them. */
  const names = before.map(({ name }) => name);
  const taken = new Set(before.map(({ name }) => name.toLowerCase()));
  const owned: number[][] = [];
  const places = parts.map(({ label, fields: own }) => {
    const used = new Set<number>();
    const row = own.map((field) => {
      const shared = owned
        .flat()
        .find(
          (place) => !used.has(place) && mayShare({ ...(fields[place] as Field), name: names[place] ?? "" }, field),
        );
      const place = shared ?? fields.length;
      used.add(place);
      if (shared === undefined) {
        fields.push({ ...withoutIdentity(field), name: freeName(field.name, label, taken) });
        names.push(field.name);
      } else fields[shared] = widened(fields[shared] as Field, field);
      return place;
    });
    owned.push(row);
    return row;
  });
  return { fields, places };
}

function mayShare(one: Field, other: Field): boolean {
  const same = (key: "unit" | "ucd" | "xtype" | "datatype"): boolean =>
    (one[key]?.toLowerCase() ?? "") === (other[key]?.toLowerCase() ?? "");
  return (
    one.name.toLowerCase() === other.name.toLowerCase() &&
    same("unit") &&
    same("ucd") &&
    same("xtype") &&
    same("datatype") &&
    commonLayout(one.layout, other.layout) !== undefined
  );
}

function widened(one: Field, other: Field): Field {
  const layout = commonLayout(one.layout, other.layout) ?? one.layout;
  const { arraysize, values: _, ...rest } = one;
  const size = arraysize === other.arraysize ? arraysize : "*";
  return { ...rest, ...(size === undefined ? {} : { arraysize: size }), layout };
}

/** An ID, and what refers to one, holds within its document alone; a null of VALUES within its column. */
function withoutIdentity({ ID: _, ref: __, values: ___, ...field }: Field & { readonly ref?: string }): Field {
  return field;
}

function freeName(name: string, label: string, taken: Set<string>): string {
  let free = taken.has(name.toLowerCase()) ? `${label}_${name}` : name;
  for (let count = 2; taken.has(free.toLowerCase()); count++) free = `${label}_${name}_${count}`;
  taken.add(free.toLowerCase());
  return free;
}
