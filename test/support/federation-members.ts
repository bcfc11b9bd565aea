import { createCatalog, type Identifier, parseQuery, type TableMetadata } from "@armillary/adql";
import type { Member, MemberService } from "@armillary/federation";
import type { TapCapabilities, TapResult } from "@armillary/tap";

/** An archive that no server stands for: enough of it to plan queries. */
export interface FakeArchive {
  readonly name: string;
  readonly tables: readonly TableMetadata[];
  /** What COUNT(*) gives for a query; an archive without it refuses to count. */
  readonly count?: (adql: string) => number;
  /** Rows of one upload; none: it takes no uploads. */
  readonly uploadRows?: number;
}

/** A table of columns `name:type`, for instance `ra:double`. */
export function fakeTable(name: string, columns: string, rows?: number): TableMetadata {
  return {
    name,
    columns: columns.split(" ").map((each) => {
      const [column = "", datatype = "double"] = each.split(":");
      return datatype === "char" ? { name: column, datatype, arraysize: "*" } : { name: column, datatype };
    }),
    ...(rows === undefined ? {} : { rows }),
  };
}

/** The archive as a member; `asked` gets every query that is sent. */
export function fakeMember({ name, tables, count, uploadRows }: FakeArchive, asked: string[] = []): Member {
  const catalog = createCatalog({ tables });
  const service = {
    url: `http://${name}.invalid/tap`,
    tables: async () => ({
      table: async (written: string) => {
        const parts = partsOf(written);
        return parts === undefined ? undefined : catalog.findTables(parts)[0]?.table.metadata;
      },
    }),
    capabilities: async (): Promise<TapCapabilities> => ({
      capabilities: [],
      modes: ["sync", "async"],
      tableAccess: {
        dataModels: [],
        languages: [],
        outputFormats: [],
        uploadMethods: uploadRows === undefined ? [] : [{ ivoid: "ivo://ivoa.net/std/TAPRegExt#upload-inline" }],
        retentionPeriod: [],
        executionDuration: [],
        outputLimit: [],
        uploadLimit: uploadRows === undefined ? [] : [{ hard: { value: uploadRows, unit: "row" } }],
      },
    }),
    query: async (adql: string): Promise<TapResult> => {
      asked.push(adql);
      if (count === undefined || !adql.includes("COUNT(*)")) throw new Error(`${name} was not to be asked: ${adql}`);
      const rows = count(adql);
      return {
        async *rows() {
          yield { row_count: BigInt(rows) };
        },
      } as unknown as TapResult;
    },
  };
  return { name, service: service as unknown as MemberService };
}

/** The parts of a table's name as it is written. */
export function partsOf(written: string): readonly Identifier[] | undefined {
  const { body } = parseQuery(`SELECT * FROM ${written}`);
  const [table] = body.kind === "Select" ? body.from : [];
  return table?.kind === "TableName" ? table.name.parts : undefined;
}
