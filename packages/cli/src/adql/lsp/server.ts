import {
  type Catalog,
  complete,
  createCatalog,
  definition,
  type Hover,
  hover,
  outline,
  prepareRename,
  references,
  rename,
  type ServiceMetadata,
  signatureHelp,
} from "@armillary/adql";
import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  type Position,
  PositionEncodingKind,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { SchemaSource } from "../read-schema.ts";
import { CompletionList } from "./completion-list.ts";
import { diagnosticsOf, fixesAt } from "./diagnostics.ts";
import { type Features, featuresOf } from "./features.ts";
import { formattingEdits } from "./formatting.ts";
import { markup, rangeOf, toSignatureHelp, toSymbol } from "./protocol.ts";
import { SEMANTIC_LEGEND, semanticTokens } from "./semantic-tokens.ts";
import { schemaFiles } from "./settings.ts";

export interface ServerOptions {
  /** Files of the schema; settings of the editor may name others. */
  readonly schema: readonly SchemaSource[];
  readSchema(sources: readonly SchemaSource[]): Promise<ServiceMetadata>;
}

/** Typing is followed by diagnostics when it pauses for so long. */
const PAUSE_MS = 60;

const LIMIT = 200;

/** Answers an editor about the ADQL files it has open (LSP 3.17). */
export function startServer(connection: Connection, options: ServerOptions): void {
  new Server(connection, options).listen();
}

class Server {
  readonly #connection: Connection;
  readonly #options: ServerOptions;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #completions = new CompletionList();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  #features: Features = featuresOf({});
  #catalog: Catalog = createCatalog({});
  /** Settles, never with an error, when the schema has been read: answers wait for it. */
  #schemaRead: Promise<void> = Promise.resolve();
  #root: string | undefined;

  constructor(connection: Connection, options: ServerOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  listen(): void {
    const connection = this.#connection;
    const documents = this.#documents;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onDidChangeConfiguration(({ settings }) => {
      const files = schemaFiles((settings as { readonly adql?: unknown } | null)?.adql, this.#root);
      if (files !== undefined) this.#loadSchema(files);
    });
    documents.onDidChangeContent(({ document }) => this.#check(document.uri, PAUSE_MS));
    documents.onDidClose(({ document: { uri } }) => {
      clearTimeout(this.#waiting.get(uri));
      this.#waiting.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    });
    this.#answerAtPositions();
    this.#answerAboutDocuments();
    documents.listen(connection);
    connection.listen();
  }

  #initialize({ capabilities, initializationOptions, workspaceFolders, rootUri }: InitializeParams): InitializeResult {
    this.#features = featuresOf(capabilities);
    this.#root = workspaceFolders?.[0]?.uri ?? rootUri ?? undefined;
    this.#loadSchema(schemaFiles(initializationOptions, this.#root) ?? this.#options.schema);
    return {
      serverInfo: { name: "armillary adql" },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        completionProvider: { triggerCharacters: [".", '"', "'", "("], resolveProvider: true },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ["(", ","] },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        documentFormattingProvider: true,
        documentSymbolProvider: true,
        semanticTokensProvider: { legend: SEMANTIC_LEGEND, full: true },
      },
    };
  }

  #loadSchema(sources: readonly SchemaSource[]): void {
    const before = this.#schemaRead;
    this.#schemaRead = this.#options.readSchema(sources).then(
      async (service) => {
        await before;
        this.#catalog = createCatalog(service);
        for (const { uri } of this.#documents.all()) this.#check(uri, 0);
      },
      (thrown: unknown) => {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        const message = `The schema ${sources.map((source) => (typeof source === "string" ? source : source.service)).join(", ")} cannot be read: ${why}`;
        void this.#connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Error, message });
      },
    );
  }

  #check(uri: string, afterMs: number): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.set(
      uri,
      setTimeout(() => {
        this.#waiting.delete(uri);
        void this.#schemaRead.then(() => this.#tell(uri));
      }, afterMs),
    );
  }

  #tell(uri: string): void {
    const document = this.#documents.get(uri);
    if (document === undefined) return;
    const diagnostics = diagnosticsOf(document, this.#catalog);
    void this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics });
  }

  #answerAtPositions(): void {
    const connection = this.#connection;
    connection.onCompletion((params, token) =>
      this.#at(params, token, (document, offset) => {
        const completions = complete(document.getText(), offset, this.#catalog, { limit: LIMIT });
        return this.#completions.make(completions, document, offset, this.#features, LIMIT);
      }),
    );
    connection.onCompletionResolve((item) => this.#completions.resolve(item, this.#features));
    connection.onHover((params, token) =>
      this.#at(params, token, (document, offset) => {
        const found: Hover | undefined = hover(document.getText(), offset, this.#catalog);
        if (found === undefined) return null;
        return { contents: markup(found.markdown, this.#features.hover), range: rangeOf(document, found.span) };
      }),
    );
    connection.onSignatureHelp((params, token) =>
      this.#at(params, token, (document, offset) => {
        const found = signatureHelp(document.getText(), offset, this.#catalog);
        return found === undefined ? null : toSignatureHelp(found, this.#features.signature);
      }),
    );
    connection.onDefinition((params, token) =>
      this.#at(params, token, (document, offset) => {
        const found = definition(document.getText(), offset, this.#catalog);
        return found === undefined ? null : { uri: document.uri, range: rangeOf(document, found.target) };
      }),
    );
    connection.onReferences((params, token) =>
      this.#at(params, token, (document, offset) =>
        references(document.getText(), offset, this.#catalog).map((span) => ({
          uri: document.uri,
          range: rangeOf(document, span),
        })),
      ),
    );
    connection.onDocumentHighlight((params, token) =>
      this.#at(params, token, (document, offset) =>
        references(document.getText(), offset, this.#catalog).map((span) => ({ range: rangeOf(document, span) })),
      ),
    );
    connection.onPrepareRename((params, token) =>
      this.#at(params, token, (document, offset) => {
        const found = prepareRename(document.getText(), offset, this.#catalog);
        if (found.refused !== undefined) return new ResponseError(LSPErrorCodes.RequestFailed, found.refused);
        return { range: rangeOf(document, found.span), placeholder: found.name };
      }),
    );
    connection.onRenameRequest((params, token) =>
      this.#at(params, token, (document, offset) => {
        const { edits, refused } = rename(document.getText(), offset, params.newName, this.#catalog);
        if (edits === undefined) return new ResponseError(LSPErrorCodes.RequestFailed, refused);
        const changes = edits.map(({ span, text }) => ({ range: rangeOf(document, span), newText: text }));
        return { changes: { [document.uri]: changes } };
      }),
    );
  }

  #answerAboutDocuments(): void {
    const connection = this.#connection;
    connection.onCodeAction((params, token) =>
      this.#about(params, token, (document) => fixesAt(document, params.range, this.#catalog)),
    );
    connection.onDocumentFormatting((params, token) =>
      this.#about(params, token, (document) => formattingEdits(document, params.options)),
    );
    connection.onDocumentSymbol((params, token) =>
      this.#about(params, token, (document) => outline(document.getText()).map((item) => toSymbol(document, item))),
    );
    connection.languages.semanticTokens.on(async (params, token) => {
      const tokens = await this.#about(params, token, semanticTokens);
      return tokens ?? { data: [] };
    });
  }

  /** What there is to say of a document when the schema has been read; null where it is not open. */
  async #about<Result>(
    { textDocument: { uri } }: { readonly textDocument: { readonly uri: string } },
    token: CancellationToken,
    answer: (document: TextDocument) => Result,
  ): Promise<Result | null | ResponseError> {
    await Promise.race([this.#schemaRead, cancelled(token)]);
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "Cancelled.");
    const document = this.#documents.get(uri);
    return document === undefined ? null : answer(document);
  }

  #at<Result>(
    params: { readonly textDocument: { readonly uri: string }; readonly position: Position },
    token: CancellationToken,
    answer: (document: TextDocument, offset: number) => Result,
  ): Promise<Result | null | ResponseError> {
    return this.#about(params, token, (document) => answer(document, document.offsetAt(params.position)));
  }
}

function cancelled(token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    // A token that was cancelled before it was looked at tells of it no more.
    if (token.isCancellationRequested) resolve();
    else token.onCancellationRequested(() => resolve());
  });
}
