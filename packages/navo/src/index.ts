export { isMovingTarget } from "./names/moving-target.ts";
export type { NameCache } from "./names/name-cache.ts";
export { isNameError, NAME_ERROR_CODES, type NameAttempt, NameError, type NameErrorCode } from "./names/name-error.ts";
export { type ResolveNameOptions, resolveName } from "./names/resolve-name.ts";
export { RESOLVERS, type ResolvedName, type Resolver } from "./names/resolved-name.ts";
