// What resolvers of names answer, in the forms that are documented for them.

export interface Known {
  readonly ra: number | null;
  readonly dec: number | null;
  readonly name?: string;
  readonly type?: string;
  readonly z?: number;
}

/** Sesame's plain text: a block for each database that was asked. */
export function sesameAnswer(...databases: readonly (readonly [database: string, known: Known | undefined])[]): string {
  const blocks = databases.map(([database, known]) => {
    const head = `#=${database}, all IDs (via url):    1     41ms`;
    if (known === undefined) return `${head}\n#!Nothing found\n`;
    const lines = [
      head,
      "%@ 1575544",
      ...(known.type === undefined ? [] : [`%C.0 ${known.type}`]),
      `%J ${known.ra} ${(known.dec ?? 0) >= 0 ? "+" : ""}${known.dec} = 00:42:44.33 +41:16:07.5`,
      "%J.E [0.000 0.000 90] A 2020yCat",
      ...(known.z === undefined ? [] : [`%V z ${known.z} B 2012AJ`]),
      ...(known.name === undefined ? [] : [`%I.0 ${known.name}`]),
    ];
    return `${lines.join("\n")}\n`;
  });
  return `# asked\t#Q22523722\n${blocks.join("\n")}\n#====Done (2026-Nov-22,17:00:00z)====\n`;
}

/** NED's ObjectLookup. */
export function nedAnswer(known: Known | undefined): string {
  if (known === undefined) return JSON.stringify({ ResultCode: 0, StatusCode: 100, Interpreted: { Name: "X" } });
  return JSON.stringify({
    ResultCode: 3,
    StatusCode: 100,
    Interpreted: { Name: known.name },
    Preferred: {
      Name: known.name,
      Position: { RA: known.ra, Dec: known.dec },
      ObjType: { Value: known.type },
      Redshift: { Value: known.z },
    },
  });
}

/** MAST's Mast.Name.Lookup. */
export function mastAnswer(known: Known | undefined): string {
  const found = {
    searchString: known?.name?.toLowerCase(),
    resolver: "TIC",
    cached: true,
    searchRadius: -1,
    canonicalName: known?.name,
    ra: known?.ra,
    decl: known?.dec,
    objectType: known?.type,
  };
  return JSON.stringify({ resolvedCoordinate: known === undefined ? [] : [found], status: "" });
}
