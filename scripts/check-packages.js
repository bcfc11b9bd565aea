// What a package promises to its users: publint over the doors of every packages/*. Exit status 1 on any complaint.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

for (const folder of readdirSync(packages)) {
  const { messages, pkg } = await publint({ pkgDir: join(packages, folder), strict: true, level: "suggestion" });
  for (const message of messages) {
    console.error(`packages/${folder}: ${formatMessage(message, pkg, { color: false })}`);
    process.exitCode = 1;
  }
}
