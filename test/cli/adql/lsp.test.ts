import { execFileSync } from "node:child_process";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { tapService } from "../../support/tap-service/index.ts";
import { newFolder, run } from "../command.ts";
import { LspClient } from "./lsp-client.ts";

// The language server as a process of its own, as `npm run build` made it, in raw frames.

const SCHEMA = JSON.stringify({
  tables: [
    {
      name: "sky.source",
      schema: "sky",
      description: "One row a source",
      columns: [
        { name: "source_id", datatype: "long", ucd: "meta.id;meta.main" },
        { name: "ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main", description: "Right *ascension*" },
        { name: "dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main" },
      ],
    },
  ],
});
const URI = "file:///query.adql";

const clients: LspClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.kill();
});

function launch(args: readonly string[] = [], folder?: string): LspClient {
  const client = new LspClient(args, folder);
  clients.push(client);
  return client;
}

/** A client with a document open, the bar being the place that is asked about. */
async function opened(marked: string, options: object = {}) {
  const folder = await newFolder();
  await writeFile(join(folder, "schema.json"), SCHEMA);
  const client = launch(["--schema", "schema.json"], folder);
  const { result } = await client.initialize(options);
  const offset = Math.max(0, marked.indexOf("|"));
  const text = marked.replace("|", "");
  client.open(URI, text);
  const before = text.slice(0, offset).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return { client, text, capabilities: result.capabilities, at: { textDocument: { uri: URI }, position } };
}

interface Position {
  readonly line: number;
  readonly character: number;
}
interface Edit {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly newText: string;
}

function applied(text: string, edits: readonly Edit[]): string {
  const lines = text.split("\n");
  const offset = ({ line, character }: Position): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (done, { range, newText }) => done.slice(0, offset(range.start)) + newText + done.slice(offset(range.end)),
      text,
    );
}

const labels = ({ result }: { readonly result?: { readonly items: readonly { readonly label: string }[] } }) =>
  result?.items.map(({ label }) => label);

test("a session, from initialize to exit", async () => {
  const { client, at, capabilities } = await opened("SELECT r| FROM sky.source");
  expect(capabilities).toMatchObject({
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: 2 },
    completionProvider: { resolveProvider: true },
    renameProvider: { prepareProvider: true },
  });
  expect((await client.diagnostics(URI)).map(({ code }) => code)).toEqual(["ADQL_UNKNOWN_COLUMN"]);
  const { result } = await client.ask("textDocument/completion", at);
  expect(result.isIncomplete).toBe(false);
  expect(result.items[0]).toMatchObject({
    label: "ra",
    kind: 5,
    sortText: "00000",
    filterText: "ra",
    textEdit: { newText: "ra", range: { start: { line: 0, character: 7 }, end: { line: 0, character: 8 } } },
  });
  expect(result.items[0]).not.toHaveProperty("documentation");
  const resolved = await client.ask("completionItem/resolve", result.items[0]);
  expect(resolved.result.documentation.value).toContain("Right *ascension*");
  expect(await client.ask("shutdown")).toMatchObject({ result: null });
  client.notify("exit");
  expect(await client.ended).toEqual([0, null]);
  expect([client.noise, client.stderr]).toEqual(["", ""]);
});

describe("completion", () => {
  test("snippets and ranges as the editor wants them", async () => {
    const completionItem = { snippetSupport: true, insertReplaceSupport: true, documentationFormat: ["markdown"] };
    const { client, at } = await opened("SELECT CI|RC", {
      capabilities: { textDocument: { completion: { completionItem } } },
    });
    const { result } = await client.ask("textDocument/completion", at);
    expect(result.items[0]).toMatchObject({
      insertTextFormat: 2,
      textEdit: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
        newText: "CIRCLE(${1:lon}, ${2:lat}, ${3:radius})",
        insert: { end: { character: 9 } },
        replace: { end: { character: 11 } },
      },
    });
    const resolved = await client.ask("completionItem/resolve", result.items[0]);
    expect(resolved.result.documentation).toMatchObject({ kind: "markdown" });
  });

  test("positions count UTF-16 units, edits may come in pieces", async () => {
    const { client } = await opened("SELECT '🔭 é',\n  FROM sky.source");
    const textDocument = { uri: URI, version: 2 };
    const insert = { range: { start: { line: 1, character: 1 }, end: { line: 1, character: 1 } }, text: "de" };
    client.notify("textDocument/didChange", { textDocument, contentChanges: [insert] });
    const answer = await client.ask("textDocument/completion", { textDocument, position: { line: 1, character: 3 } });
    expect(labels(answer)?.[0]).toBe("dec");
    expect(answer.result.items[0].textEdit.range.start).toEqual({ line: 1, character: 1 });
    client.notify("textDocument/didChange", {
      textDocument: { uri: URI, version: 3 },
      contentChanges: [{ text: "SELECT '🔭', de FROM sky.source" }],
    });
    const sameLine = await client.ask("textDocument/completion", {
      textDocument,
      position: { line: 0, character: 15 },
    });
    expect(sameLine.result.items[0].textEdit.range.start).toEqual({ line: 0, character: 13 });
  });
});

test("hover, signature help, definition, references, symbols, semantic tokens", async () => {
  const { client, at } = await opened("SELECT |s.ra, CIRCLE(1, 2, 3) AS c FROM sky.source AS s");
  const { textDocument } = at;
  const place = (character: number) => ({ textDocument, position: { line: 0, character } });
  const hovered = await client.ask("textDocument/hover", place(10));
  expect(hovered.result.contents).toMatchObject({
    kind: "plaintext",
    value: expect.stringContaining("Right *ascension*"),
  });
  const signature = await client.ask("textDocument/signatureHelp", place(24));
  expect(signature.result.signatures[0]).toMatchObject({ label: "CIRCLE(lon, lat, radius)", activeParameter: 1 });
  expect(signature.result.signatures[0].parameters[1].label).toBe("lat");
  const defined = await client.ask("textDocument/definition", at);
  expect(defined.result.range.start).toEqual({ line: 0, character: 53 });
  const referred = await client.ask("textDocument/references", { ...at, context: { includeDeclaration: true } });
  expect(referred.result).toHaveLength(2);
  const symbols = await client.ask("textDocument/documentSymbol", { textDocument });
  expect(symbols.result[0].name).toMatch(/^SELECT s\.ra/);
  const tokens = await client.ask("textDocument/semanticTokens/full", { textDocument });
  expect(tokens.result.data.slice(0, 15)).toEqual([0, 0, 6, 0, 0, 0, 7, 1, 3, 0, 0, 2, 2, 4, 0]);
  const nothing = await client.ask("textDocument/hover", {
    textDocument: { uri: "file:///other" },
    position: at.position,
  });
  expect(nothing.result).toBeNull();
});

test("rename, and its refusal", async () => {
  const { client, text, at } = await opened("SELECT |s.ra FROM sky.source AS s");
  expect((await client.ask("textDocument/prepareRename", at)).result).toMatchObject({ placeholder: "s" });
  const { result } = await client.ask("textDocument/rename", { ...at, newName: "g" });
  expect(applied(text, result.changes[URI])).toBe("SELECT g.ra FROM sky.source AS g");
  const refused = await client.ask("textDocument/rename", { ...at, position: { line: 0, character: 9 }, newName: "g" });
  expect(refused.error?.message).toMatch(/^Only aliases/);
});

test("quick fixes make the text clean", async () => {
  const { client, text } = await opened("SELECT raa FROM sky.source LIMIT 10");
  const found = await client.diagnostics(URI);
  expect(found.length).toBeGreaterThan(1);
  const edits: Edit[] = [];
  for (const { range } of found) {
    const params = { textDocument: { uri: URI }, range, context: { diagnostics: [] } };
    const { result } = await client.ask("textDocument/codeAction", params);
    expect(result[0]).toMatchObject({ kind: "quickfix", title: expect.any(String) });
    edits.push(...result[0].edit.changes[URI]);
  }
  const clean = applied(text, edits);
  client.notify("textDocument/didChange", {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ text: clean }],
  });
  expect(await client.diagnostics(URI, 2)).toEqual([]);
  expect(clean).toBe("SELECT TOP 10 ra FROM sky.source");
});

test("formatting, and nothing where there are errors", async () => {
  const { client, text } = await opened("select ra from sky.source where ra>1\n");
  const params = { textDocument: { uri: URI }, options: { tabSize: 2, insertSpaces: true } };
  const { result } = await client.ask("textDocument/formatting", params);
  const laidOut = applied(text, result);
  expect(laidOut).toMatch(/^SELECT ra\s+FROM sky\.source\s+WHERE ra > 1\n$/);
  client.notify("textDocument/didChange", {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ text: "SELECT ra FRM" }],
  });
  expect((await client.ask("textDocument/formatting", params)).result).toEqual([]);
});

describe("the schema", () => {
  test("by initializationOptions, from the workspace's folder, and by changed settings", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "schemas"));
    await writeFile(join(folder, "schemas/a.json"), SCHEMA);
    await writeFile(join(folder, "schemas/b.json"), SCHEMA.replaceAll("sky", "sea"));
    const client = launch();
    await client.initialize({
      rootUri: pathToFileURL(folder).href,
      initializationOptions: { schema: "schemas/a.json" },
    });
    client.open(URI, "SELECT * FROM ");
    const params = { textDocument: { uri: URI }, position: { line: 0, character: 14 } };
    expect(labels(await client.ask("textDocument/completion", params))).toEqual(["sky.source", "sky"]);
    client.notify("workspace/didChangeConfiguration", { settings: { adql: { schema: ["schemas/b.json"] } } });
    expect(labels(await client.ask("textDocument/completion", params))).toEqual(["sea.source", "sea"]);
  });

  test("of a service is asked for, kept, and completed and checked by", async () => {
    const service = await tapService();
    const folder = await newFolder();
    const env = { HOME: folder, XDG_CACHE_HOME: join(folder, "cache") };
    for (const isKept of [false, true]) {
      if (isKept) await service.close();
      const client = new LspClient(["--service", service.url], folder, env);
      clients.push(client);
      await client.initialize();
      client.open(URI, "SELECT sour FROM survey.stars");
      const params = { textDocument: { uri: URI }, position: { line: 0, character: 11 } };
      expect(labels(await client.ask("textDocument/completion", params))).toContain("source_id");
      const wrong = (await client.diagnostics(URI)).map(({ code }) => code);
      expect(wrong).toEqual(["ADQL_UNKNOWN_COLUMN"]);
      client.kill();
      await client.ended;
    }
  });

  test("of a service that does not answer is told, and the rest works on", async () => {
    const service = await tapService({ quirks: { login: { user: "ada", password: "s3cret" } } });
    const folder = await newFolder();
    const client = new LspClient(["--service", service.url], folder, { HOME: folder });
    clients.push(client);
    await client.initialize();
    const told = await client.next(({ method }) => method === "window/showMessage");
    expect(told.params.message).toContain("401");
    client.open(URI, "SEL");
    const params = { textDocument: { uri: URI }, position: { line: 0, character: 3 } };
    expect(labels(await client.ask("textDocument/completion", params))).toEqual(["SELECT"]);
  });

  test("that cannot be read is told, and the rest works on", async () => {
    const client = launch();
    await client.initialize({ initializationOptions: { schema: "https://service.example/tables" } });
    const told = await client.next(({ method }) => method === "window/showMessage");
    expect(told.params).toMatchObject({ type: 1, message: expect.stringContaining("cannot be read") });
    client.open(URI, "SEL");
    const params = { textDocument: { uri: URI }, position: { line: 0, character: 3 } };
    expect(labels(await client.ask("textDocument/completion", params))).toEqual(["SELECT"]);
  });

  test("is no standard input", async () => {
    const { status, stderr } = await run(["adql", "lsp", "--schema", "-"]);
    expect(status).toBe(2);
    expect(stderr).toContain("Standard input is the editor's");
  });
});

describe("the end", () => {
  test("input closed without a word", async () => {
    const client = launch();
    await client.initialize();
    client.closeInput();
    expect(await client.ended).toEqual([1, null]);
    expect(client.stderr).toBe("");
  });

  test("input closed after shutdown", async () => {
    const client = launch(["--stdio"]);
    await client.initialize();
    await client.ask("shutdown");
    client.closeInput();
    expect(await client.ended).toEqual([0, null]);
  });

  test("input closed at once", async () => {
    const client = launch();
    client.closeInput();
    expect(await client.ended).toEqual([1, null]);
  });
});

describe("what is no message", () => {
  test.each([
    ["a body that is no JSON", "Content-Length: 5\r\n\r\n{oops"],
    ["a message that is none", 'Content-Length: 4\r\n\r\n"hi"'],
    ["a method that nobody knows", 'Content-Length: 40\r\n\r\n{"jsonrpc":"2.0","method":"no/such/way"}'],
    ["a header of another kind first", "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"],
  ])("%s is passed over", async (_, garbage) => {
    const client = launch();
    await client.initialize();
    client.write(garbage);
    client.open(URI, "SEL");
    const params = { textDocument: { uri: URI }, position: { line: 0, character: 3 } };
    expect(labels(await client.ask("textDocument/completion", params))).toEqual(["SELECT"]);
    expect(client.noise).toBe("");
  });

  test.each(["hello there\r\n\r\n", "Content-Length: many\r\n\r\n", "\r\n\r\n\r\n\r\n", "\0\0\xff\r\n\r\n"])(
    "%j is no frame, and what follows is read",
    async (garbage) => {
      const client = launch();
      await client.initialize();
      client.write(garbage.repeat(3));
      client.open(URI, "SEL");
      const params = { textDocument: { uri: URI }, position: { line: 0, character: 3 } };
      expect(labels(await client.ask("textDocument/completion", params))).toEqual(["SELECT"]);
      expect([client.noise, client.stderr]).toEqual(["", ""]);
    },
  );
});

test("a request is cancelled while it waits for the schema", async () => {
  const folder = await newFolder();
  // A pipe that is open and that nobody writes to: the schema never comes.
  execFileSync("mkfifo", [join(folder, "slow.json")]);
  await using _writer = await open(join(folder, "slow.json"), "r+");
  const client = launch(["--schema", "slow.json"], folder);
  await client.initialize();
  client.open(URI, "SEL");
  const params = { textDocument: { uri: URI }, position: { line: 0, character: 3 } };
  client.send({ id: 900, method: "textDocument/completion", params });
  client.notify("$/cancelRequest", { id: 900 });
  const { error } = await client.next(({ id }) => id === 900);
  expect(error?.code).toBe(-32800);
});
