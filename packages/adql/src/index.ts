export type * from "./language/ast.ts";
export type * from "./problem.ts";
export { PROBLEM_CODES } from "./problem.ts";
export type * from "./schema/metadata.ts";
