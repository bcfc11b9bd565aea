import type { Engine, EngineResult, EngineTable } from "@armillary/engine/node";

/** What the services ask of an engine: its tables, and answers. `openEngine` of `@armillary/engine/node` gives one. */
export type QueryEngine = Pick<Engine, "tables" | "metadata" | "query">;
/** The rows of a query. */
export type QueryResult = EngineResult;
/** A table that is published. */
export type PublishedTable = Pick<EngineTable, "name" | "fields" | "metadata" | "rows" | "position">;
