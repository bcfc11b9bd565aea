// `npm run demo`: shows what the command does with a table of this repository, offline, and says so.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const command = join(root, "packages/cli/bin/armillary.js");
const table = join(root, "fixtures/votable/messier.binary2.vot");
const folder = mkdtempSync(join(tmpdir(), "armillary-demo-"));

if (!existsSync(join(root, "packages/cli/dist/main.js"))) {
  console.error("The command is not built yet: npm ci (or npm run build) builds it.");
  process.exit(1);
}

say("A VOTable, as a cone search answers it: what is in it?");
armillary("info", table);

say("The first rows:");
armillary("show", table, "--rows", "8");

say("The same table in three other formats. Units, UCDs and descriptions go along into Arrow and Parquet.");
const outputs = ["arrow", "csv", "parquet"].map((extension) => join(folder, `messier.${extension}`));
for (const output of outputs) armillary("convert", table, output);

say("Three columns, read back from the Parquet file:");
armillary("show", join(folder, "messier.parquet"), "--rows", "5", "--columns", "name,mag,distance");

say("Back to the VO: the Parquet file as FITS, with the metadata inside, and as a VOTable again.");
const fits = join(folder, "messier.fits");
armillary("convert", join(folder, "messier.parquet"), fits);
armillary("convert", fits, join(folder, "again.vot"), "--serialization", "binary2");

say("One unit and the way rows are written are changed in a VOTable; all else stays byte for byte:");
const edited = join(folder, "edited.vot");
armillary("edit", table, edited, "--set", "mag:unit=mag", "--serialization", "tabledata");

say("What was done: one VOTable in BINARY2 was read as a stream, and written as");
for (const path of [table, ...outputs, fits, join(folder, "again.vot"), edited])
  console.log(`  ${String(statSync(path).size).padStart(7)} bytes  ${shown(path)}`);
console.log(`\nYour turn: npx armillary convert YOUR.vot YOUR.parquet      npx armillary --help`);

/** @param {...string} args */
function armillary(...args) {
  console.log(`$ armillary ${args.map(shown).join(" ")}`);
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [command, ...args], { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    console.error(`armillary ended with status ${status}`);
    process.exit(1);
  }
  console.log(`(${((performance.now() - started) / 1000).toFixed(2)} s)\n`);
}

/** @param {string} text */
function say(text) {
  console.log(`── ${text}\n`);
}

/** A path as one types it in the checkout. @param {string} path */
function shown(path) {
  const below = relative(root, path);
  return below.startsWith("..") || below === "" ? path : below;
}
