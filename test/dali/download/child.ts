import { readFileSync } from "node:fs";
import process from "node:process";
import { itemsOfUrlList } from "@armillary/dali/download";
import { createNodeTransport, downloadFiles } from "@armillary/dali/node";
import { peakMemoryMb } from "../../support/peak-memory.ts";

// Run by killed.test.ts in a process of its own: downloads a list, and tells how it went and what it took.
const [folder = "", list = "", parallel = "8"] = process.argv.slice(2);
const transport = createNodeTransport({ connectionsPerHost: Number(parallel) });
const sharing = { parallel: Number(parallel), perHost: Number(parallel) };
const lines = readFileSync(list, "utf8").split("\n");
const summary = await downloadFiles(itemsOfUrlList(lines), { transport, folder, ...sharing });
await transport.close();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ ...summary, cpuMs: (user + system) / 1000, peakMb: peakMemoryMb() }));
