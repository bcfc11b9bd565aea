import { spawn } from "node:child_process";
import { CommandError } from "./failure.ts";

/** Programs that show a URL in the user's browser; the URL is their last argument. No shell has a part in it. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  // `start` belongs to a shell, to which `&` in a URL is the end of a command.
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/**
 * Shows a web page in the user's browser.
 * @throws CommandError for a URL that is none of the web, which a service may send, and where there is no browser
 */
export async function openInBrowser(text: string): Promise<void> {
  const url = webUrl(text);
  const [program, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
    child.on("error", (cause) => {
      const message = `No browser could be opened: ${program} is missing.`;
      reject(new CommandError({ code: "BROWSER", message, where: url }, 1, { cause }));
    });
    child.on("spawn", resolve);
    child.unref();
  });
}

/** Only of the web: `file:` and the schemes of other programs are not opened because a service says so. */
function webUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.href;
  throw new CommandError({ code: "BROWSER", message: `"${text}" is no URL of the web, and is not opened.` });
}
