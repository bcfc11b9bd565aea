import { typed } from "@armillary/adql";
import type { TapResult, TapService } from "@armillary/tap";
import type { Schema } from "./archive-schema.d.ts";
import { assertType, type Exact } from "./exact.ts";

// Compiled, never run: the rows of a query are of the type that its text says.

declare const service: TapService;
type RowsOf<Asking> = Asking extends Promise<TapResult<infer Row>> ? Row : never;
interface Star {
  readonly ra: number | null;
  readonly plx: number | null;
}

const archive = typed<Schema>();
const query = archive("SELECT ra, parallax AS plx FROM gaiadr3.gaia_source");
const inferred = () => service.query(query);
assertType<Exact<RowsOf<ReturnType<typeof inferred>>, { readonly ra: number | null; readonly plx: number | null }>>();
const sync = () => service.querySync(query);
assertType<Exact<RowsOf<ReturnType<typeof sync>>, { readonly ra: number | null; readonly plx: number | null }>>();

// What the compiler does not know is said, or left open.
const stated = () => service.query<Star>("SELECT ra, parallax AS plx FROM gaiadr3.gaia_source");
assertType<Exact<RowsOf<ReturnType<typeof stated>>, Star>>();
const open = () => service.query("SELECT ra FROM anything");
assertType<Exact<RowsOf<ReturnType<typeof open>>, Record<string, unknown>>>();

// @ts-expect-error: there is no such column
archive("SELECT raa FROM gaiadr3.gaia_source");
// @ts-expect-error: a mode that there is not
service.query(query, { mode: "later" });
