import process from "node:process";
import type { DownloadItem } from "@armillary/dali/download";
import { createNodeTransport, planDownload } from "@armillary/dali/node";
import { createMastSession, listProducts, readProduct, searchObservations } from "@armillary/mast";

// Run by large.test.ts in a process of its own: lists, chooses and plans a large programme, and tells what it took.
const [origin = "", proposalId = "", folder = ""] = process.argv.slice(2);
const transport = createNodeTransport({ rewrites: [{ from: "https://mast.stsci.edu", to: origin }] });
const session = createMastSession({ transport });

const observations = await searchObservations(
  session,
  { filters: [`proposal_id=${proposalId}`] },
  { columns: ["obsid"] },
);
const obsids: string[] = [];
for await (const row of observations.rows()) obsids.push(String(row["obsid"]));

const products = await listProducts(session, obsids, {
  unique: true,
  types: ["SCIENCE", "PREVIEW"],
  filters: ["size=..200000"],
});

let exclusive = 0;
async function* items(): AsyncGenerator<DownloadItem, void, void> {
  for await (const row of products.rows()) {
    const product = readProduct(row);
    if (product === undefined) continue;
    if (product.isExclusive) exclusive++;
    const { dataUri, filename, sizeBytes } = product;
    yield {
      url: `${session.baseUrl}/api/v0.1/Download/file?uri=${encodeURIComponent(dataUri)}`,
      path: filename,
      ...(sizeBytes === undefined ? {} : { bytes: sizeBytes }),
    };
  }
}
const plan = await planDownload(items(), { transport: session.transport, folder });
const { sent, rows } = await products.summary;
await transport.close();
const { user, system } = process.cpuUsage();
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({
    observations: obsids.length,
    sent,
    rows,
    plan,
    exclusive,
    cpuMs: (user + system) / 1000,
    peakMb: maxRSS / 1024,
  }),
);
