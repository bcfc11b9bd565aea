import type { DataType } from "../datatype.ts";
import type { FeatureMetadata } from "../metadata.ts";

/** What a parameter takes: a family of types, a kind of geometry, or anything. */
export type ParameterType =
  | "numeric"
  | "integer"
  | "character"
  | "timestamp"
  | "boolean"
  | "binary"
  | "interval"
  | "array"
  | "moc"
  | "geometry"
  | "point"
  | "any";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** The unit that the value is taken to be in. */
  readonly unit?: string;
  /** Must be a literal, not a column or an expression. */
  readonly literal?: true;
  /** May be left out; only at the end. */
  readonly optional?: true;
}

/** How the result comes from the arguments: its own type, or the type of one of them; a unit likewise. */
export interface ResultRule {
  /** `like`: the type of that argument, from 0; `common`: the widest of all. */
  readonly type: DataType | { readonly like: number } | "common";
  /** `like`: the unit of that argument, raised to a power; `raised`: the first, to the power the second says. */
  readonly unit?: string | { readonly like: number; readonly power?: readonly [number, number] } | "raised";
  /** `like`: the UCD of that argument. */
  readonly ucd?: string | { readonly like: number };
}

/** One way to call a function. */
export interface FunctionForm {
  readonly parameters: readonly Parameter[];
  /** The last `group` parameters repeat; they stand at least `least` times. */
  readonly repeats?: { readonly group: number; readonly least: number };
  readonly result: ResultRule;
}

export type FunctionKind =
  | "aggregate"
  | "mathematical"
  | "trigonometrical"
  | "geometrical"
  | "string"
  | "conditional"
  | "unit"
  | "user-defined";

/** A function with all its forms. */
export interface FunctionDefinition {
  /** In upper case for functions of the standard, as declared for others; compared without case. */
  readonly name: string;
  readonly kind: FunctionKind;
  readonly forms: readonly FunctionForm[];
  /** One sentence, for hover. */
  readonly description?: string;
  /** The document and section that has it. */
  readonly section?: string;
  /** First version that has it, when that is not 2.0. */
  readonly since?: "2.1";
  readonly deprecated?: true;
  /** Computes one value from many rows. */
  readonly aggregate?: true;
  /** The optional feature that a service declares for it (ADQL 2.1, section 4). */
  readonly feature?: FeatureMetadata;
}

/** `POINT([coordsys CHARACTER,] coord1 NUMERIC, coord2 NUMERIC)`: a form as people read it. */
export function printForm(name: string, { parameters, repeats }: FunctionForm): string {
  const parts = parameters.map(({ name: parameter, optional }) => (optional === true ? `[${parameter}]` : parameter));
  return `${name}(${parts.join(", ")}${repeats === undefined ? "" : ", …"})`;
}

/** Whether a form can be called with so many arguments. */
export function takesCount({ parameters, repeats }: FunctionForm, count: number): boolean {
  if (repeats !== undefined) {
    const fixed = parameters.length - repeats.group;
    const rest = count - fixed;
    return rest % repeats.group === 0 && rest / repeats.group >= repeats.least;
  }
  const required = parameters.filter(({ optional }) => optional !== true).length;
  return count >= required && count <= parameters.length;
}

/** The parameter that an argument stands for. */
export function parameterAt({ parameters, repeats }: FunctionForm, index: number): Parameter | undefined {
  if (repeats === undefined || index < parameters.length) return parameters[index];
  const fixed = parameters.length - repeats.group;
  return parameters[fixed + ((index - fixed) % repeats.group)];
}
