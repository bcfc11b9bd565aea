// What a command line or a form needs before anything is matched: the closed sets it offers.
export type { GroupAction } from "./join/group-action.ts";
export { GROUP_ACTIONS } from "./join/group-action.ts";
export type { Join } from "./join/joined-fields.ts";
export { JOINS } from "./join/joined-fields.ts";
export type { Find } from "./match/find.ts";
export { FINDS } from "./match/find.ts";
export type { ErrorCombination } from "./match/positions.ts";
export { ERROR_COMBINATIONS } from "./match/positions.ts";
