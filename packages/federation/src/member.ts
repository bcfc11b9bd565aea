import type { TapService } from "@armillary/tap";

/** An archive as a query names it: `mast.ivoa.obscore` is the table `ivoa.obscore` of the member `mast`. */
export interface Member {
  /** Short, in letters of any case; `-` may be written `_`, which needs no quotes. */
  readonly name: string;
  readonly service: MemberService;
}

/** What a federation asks of a TAP service. */
export type MemberService = Pick<TapService, "url" | "query" | "tables" | "capabilities">;

/** The member that a name stands for. */
export function findMember(members: readonly Member[], written: string): Member | undefined {
  const key = keyOf(written);
  return members.find(({ name }) => keyOf(name) === key);
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/-/g, "_");
}
