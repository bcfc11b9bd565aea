import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The files that settings name as the schema: `{"schema": "tables.xml"}`, or a list of them, from the workspace's folder.
 *
 * Addresses of services are no files: whoever opens a folder must not ask a server that its settings name.
 * @returns undefined where the settings say nothing of a schema
 */
export function schemaFiles(settings: unknown, rootUri: string | undefined): readonly string[] | undefined {
  if (typeof settings !== "object" || settings === null || !("schema" in settings)) return undefined;
  const { schema } = settings;
  const files = (Array.isArray(schema) ? schema : [schema]).filter((file) => typeof file === "string" && file !== "");
  const folder = rootUri?.startsWith("file:") === true ? fileURLToPath(rootUri) : ".";
  return files.map((file: string) => resolve(folder, file.startsWith("file:") ? fileURLToPath(file) : file));
}
