import process from "node:process";
import { createNodeTransport } from "@armillary/dali/node";
import {
  createMastSession,
  findProductColumns,
  listProducts,
  type ProductFile,
  productsOfBatch,
  searchObservations,
} from "@armillary/mast";
import { planProducts } from "@armillary/mast/node";
import { peakMemoryMb } from "../../support/peak-memory.ts";

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

async function* files(): AsyncGenerator<ProductFile, void, undefined> {
  const columns = findProductColumns(products.fields);
  if (columns === undefined) return;
  for await (const batch of products.batches()) yield* productsOfBatch(batch, columns);
}
const plan = await planProducts(files(), { session, folder, layout: "flat" });
const { sent, rows } = await products.summary;
await transport.close();
const { user, system } = process.cpuUsage();
process.stdout.write(
  JSON.stringify({
    observations: obsids.length,
    sent,
    rows,
    plan,
    cpuMs: (user + system) / 1000,
    peakMb: peakMemoryMb(),
  }),
);
