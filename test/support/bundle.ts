import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, defaultServerConditions } from "vite";

const source = "@armillary/source";

/**
 * A module of the tests with everything it imports, from the sources, as ES modules: for places where vitest does not
 * translate, worker threads and browsers.
 * @param entry - path from the repository's root
 * @returns the code of each file by its name, `entry.js` and what it imports on demand
 */
export async function bundle(entry: string, platform: "node" | "browser"): Promise<ReadonlyMap<string, string>> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const forNode = platform === "node";
  const result = await build({
    configFile: false,
    logLevel: "error",
    root,
    resolve: { conditions: [source, ...defaultClientConditions] },
    ssr: { noExternal: true, resolve: { conditions: [source, ...defaultServerConditions] } },
    build: {
      write: false,
      minify: false,
      target: "es2022",
      ssr: forNode,
      lib: { entry, formats: ["es"], fileName: "entry" },
      rolldownOptions: { output: { entryFileNames: "entry.js", chunkFileNames: "[name]-[hash].js" } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((part) => ("output" in part ? part.output : []));
  return new Map(outputs.flatMap((part) => (part.type === "chunk" ? [[part.fileName, part.code]] : [])));
}
