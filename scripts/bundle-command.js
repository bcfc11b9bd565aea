// Joins the command and the packages under it into a few files in packages/cli/dist/bundle: Node takes longer to find and
// open 150 modules than to run them. Libraries stay outside, but for commander, which every run needs.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const packages = fileURLToPath(new URL("../packages", import.meta.url));
const target = `${packages}/cli/dist/bundle`;

rmSync(target, { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    main: `${packages}/cli/dist/main.js`,
    // Started by its place beside the code that starts it.
    "convert-worker": `${packages}/formats/dist/node/convert-worker.js`,
  },
  platform: "node",
  external: (name) => !/^(\.|\/|\w:|@armillary\/|commander$)/.test(name),
});
const { output } = await bundle.write({ dir: target, format: "esm", chunkFileNames: "[name]-[hash].js" });
await bundle.close();
console.log(`armillary: ${output.length} files`);
