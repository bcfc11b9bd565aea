// `npm run demo`: the command at work, offline. Tables of this repository, published by `armillary serve`, stand for MAST, HEASARC, IRSA
// and NED: ARMILLARY_REWRITE leads the archives' addresses there. Everything else is what one does with the real ones.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const command = join(root, "packages/cli/bin/armillary.js");
const sky = join(root, "fixtures/demo");
const folder = mkdtempSync(join(tmpdir(), "armillary-demo-"));
/** The command's caches and settings are the demo's own: what it learns of archives that are none is not kept. */
const home = join(folder, "home");
const place = "10.6847 41.2688";

/** Where the archives have what the demo asks for, and the table that stands for it. */
const STAND_INS = [
  ["https://archive.stsci.edu/hst/search.php", "scs/mast.hst"],
  ["https://heasarc.gsfc.nasa.gov/xamin/vo/cone", "scs/zcat"],
  ["https://irsa.ipac.caltech.edu/SCS", "scs/fp_psc"],
  ["https://ned.ipac.caltech.edu/cgi-bin/NEDobjsearch", "scs/NEDTAP.objdir"],
  ["https://irsa.ipac.caltech.edu/TAP", "tap"],
];

/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home };

if (!existsSync(join(root, "packages/cli/dist/main.js"))) {
  console.error("The command is not built yet: npm ci (or npm run build) builds it.");
  process.exit(1);
}

say("A table of files, published as services of the Virtual Observatory. They stand for four archives:");
const tables = ["mast.hst=hst.vot", "zcat.vot", "fp_psc.vot", "NEDTAP.objdir=objdir.vot"].map((table) =>
  table.replace(/[\w]+\.vot$/, (name) => join(sky, name)),
);
const server = spawn(process.execPath, [command, "serve", ...tables, "--port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
  env,
});
try {
  console.log(`$ armillary serve ${tables.map(shown).join(" ")} --port 0`);
  const [url] = await Promise.race([
    once(createInterface(server.stdout), "line"),
    once(server, "exit").then(([status]) => {
      throw new Error(`armillary serve ended with status ${status}`);
    }),
  ]);
  console.log(`${url}\n`);
  env["ARMILLARY_REWRITE"] = STAND_INS.map(([archive, path]) => `${archive}=${url}/${path}`).join(",");
  show();
} finally {
  server.kill();
  rmSync(home, { recursive: true, force: true });
}

function show() {
  say("One question to MAST, HEASARC, IRSA and NED at once: what is around the middle of M31?");
  const found = join(folder, "m31.vot");
  const ledger = join(folder, "ledger.json");
  armillary("cone", place, "--radius", "3arcmin", "-o", found, "--ledger", ledger);

  say("One table came back, with the columns of all, and a ledger of who answered what:");
  for (const { archive, status, rows, url } of JSON.parse(readFileSync(ledger, "utf8")).archives)
    console.log(`  ${archive.padEnd(8)} ${status} ${String(rows).padStart(3)} rows  ${url}`);
  console.log("");
  armillary("show", found, "--rows", "4", "--columns", "archive,id,ra,dec,distance_arcsec,same_as,f606w,k_m,redshift");

  say("ADQL with a join by position, asked at IRSA's address:");
  armillary(
    "query",
    "irsa",
    [
      "SELECT TOP 5 p.designation, p.j_m - p.k_m AS colour, z.redshift",
      "FROM fp_psc AS p JOIN zcat AS z",
      "  ON 1 = CONTAINS(POINT('ICRS', p.ra, p.dec), CIRCLE('ICRS', z.ra, z.dec, 1 / 3600.0))",
      "ORDER BY z.redshift",
    ].join(" "),
    "--to",
    "text",
  );

  say(
    "ADQL on a file, without a service: what several archives have is marked by the number of the row that had it first.",
  );
  armillary(
    "query",
    "local",
    "SELECT archive, COUNT(*) AS objects, COUNT(same_as) AS seen_before FROM m31 GROUP BY archive ORDER BY archive",
    "--table",
    `m31=${found}`,
    "--to",
    "text",
  );

  say("Where all of it is on the sky, a colour for each archive:");
  armillary("plot", found, join(folder, "m31.svg"), "--title", "Around M31, made up");

  say("The answer in three other formats. Units, UCDs and descriptions go along into Arrow and Parquet:");
  const outputs = ["arrow", "csv", "parquet"].map((extension) => join(folder, `m31.${extension}`));
  for (const output of outputs) armillary("convert", found, output);
  for (const path of [found, ...outputs, join(folder, "m31.svg")])
    console.log(`  ${String(statSync(path).size).padStart(7)} bytes  ${path}`);

  console.log(`
── The same with the real archives: the same commands, without ARMILLARY_REWRITE.

  npx armillary cone M31 --radius 3arcmin -o m31.vot
  npx armillary query irsa "SELECT TOP 5 designation, j_m, k_m FROM fp_psc WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', ${place.replace(" ", ", ")}, 0.05))"
  npx armillary serve YOUR.vot          npx armillary --help`);
}

/** @param {...string} args */
function armillary(...args) {
  const words = args.map((word) => (/[\s*()]/.test(word) ? `"${word}"` : shown(word)));
  console.log(`$ armillary ${words.join(" ")}`);
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [command, ...args], { stdio: ["ignore", "inherit", "inherit"], env });
  if (status !== 0) throw new Error(`armillary ended with status ${status}`);
  console.log(`(${((performance.now() - started) / 1000).toFixed(2)} s)\n`);
}

/** @param {string} text */
function say(text) {
  console.log(`── ${text}\n`);
}

/** A path as one types it in the checkout. @param {string} path */
function shown(path) {
  const [, name = "", file = path] = /^([\w.]+=)?(.*)$/.exec(path) ?? [];
  const below = relative(root, file);
  return below.startsWith("..") || below === "" || !file.startsWith("/") ? path : name + below;
}
