/** The TAP service of the DaCHS peer (`peers/dachs/up` starts it; its README has the tables and known answers). */
const TAP = `http://127.0.0.1:${process.env["DACHS_PORT"] ?? "8090"}/tap`;

export const hasDachs: boolean = await fetch(`${TAP}/availability`, { signal: AbortSignal.timeout(3000) }).then(
  ({ ok }) => ok,
  () => false,
);

/** Rows of a query's answer, header left out; throws with the service's words. */
export async function queryDachs(query: string): Promise<readonly (readonly string[])[]> {
  const body = new URLSearchParams({ LANG: "ADQL", QUERY: query, FORMAT: "csv", MAXREC: "100000" });
  const response = await fetch(`${TAP}/sync`, { method: "POST", body });
  const text = await response.text();
  if (!response.headers.get("content-type")?.includes("csv")) throw new Error(`${query}\n${text.slice(0, 2000)}`);
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  return lines.slice(1).map((line) => line.split(","));
}
