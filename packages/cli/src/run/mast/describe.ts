import { createTableResult } from "@armillary/dali/table";
import { describeColumns, fetchKeywords, fetchMissionColumns, parseKeywordSet } from "@armillary/mast";
import { tableOfRows } from "@armillary/tap";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { checkMission } from "../../mast/check-mission.ts";
import { narrowRows } from "../../mast/narrow-rows.ts";
import { type Asking, type MastSummary, type MastTableArguments, writeRows } from "./write-rows.ts";

/** Whose columns: of observations, of products, of a mission's search, of a set of keywords. */
export type Described =
  | { readonly kind: "observations" | "products" }
  | { readonly kind: "mission"; readonly name: string; readonly isUnlisted: boolean }
  | { readonly kind: "keywords"; readonly name: string };

interface DescribedColumn {
  readonly name: string;
  readonly type?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly description?: string;
  readonly example?: string;
}

const TEXT = { datatype: "unicodeChar", arraysize: "*" } as const;
const COLUMNS = ["name", "type", "unit", "ucd", "description", "example"] as const;

/** `--describe`: the columns that there are, as a table. */
export async function runDescribe(described: Described, args: MastTableArguments, io: Io): Promise<void> {
  if (described.kind === "mission") checkMission({ mission: described.name, isUnlisted: described.isUnlisted });
  await writeRows(
    { ...args, count: false },
    {
      usage: "mast",
      async open(asking) {
        const columns = await columnsOf(described, asking);
        const table = tableOfRows({
          fields: COLUMNS.map((name) => ({ name, ...TEXT })),
          rows: columns.map((column) => COLUMNS.map((name) => column[name])),
        });
        const result = createTableResult<unknown, MastSummary>({
          table,
          url: asking.session.baseUrl,
          bytesRead: () => 0,
          explain: (thrown) => thrown,
          summarize: (summary) => summary,
        });
        return narrowRows(result, args);
      },
    },
    io,
  );
}

async function columnsOf(described: Described, { session, operation }: Asking): Promise<readonly DescribedColumn[]> {
  switch (described.kind) {
    case "observations":
    case "products": {
      const columns = await describeColumns(session, described.kind, operation);
      return columns.map(
        ({ datatype, label, description = label, isMjd, unit = isMjd ? "d (MJD)" : undefined, ...column }) => ({
          ...column,
          ...(datatype === undefined ? {} : { type: datatype }),
          ...(unit === undefined ? {} : { unit }),
          ...(description === undefined ? {} : { description }),
        }),
      );
    }
    case "mission": {
      const columns = await fetchMissionColumns(session, described.name, operation);
      return columns.map(({ name, type, label, description }) => ({
        name,
        type,
        description: description === "" ? label : description,
      }));
    }
    case "keywords": {
      const set = parseKeywordSet(described.name);
      if (set === undefined) throw usageError(`There are no keywords of "${described.name}".`);
      return [...(await fetchKeywords(session, set, operation)).values()];
    }
  }
}
