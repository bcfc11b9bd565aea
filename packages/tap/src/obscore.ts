export { type ObsCoreMatch, type ObsCoreQueryText, obsCoreAdql } from "./obscore/query-text.ts";
export {
  type ObsCoreQuery,
  type ObsCoreResult,
  ObsCoreService,
  type ObsCoreServiceOptions,
} from "./obscore/service.ts";
