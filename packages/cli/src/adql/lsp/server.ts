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
  CodeActionKind,
  type Connection,
  type HandlerResult,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  type Position,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { CompletionList } from "./completion-list.ts";
import { diagnosticsOf, fixesAt } from "./diagnostics.ts";
import { type Features, featuresOf } from "./features.ts";
import { formattingEdits } from "./formatting.ts";
import { markup, rangeOf, toSignatureHelp, toSymbol } from "./protocol.ts";
import { SEMANTIC_LEGEND, semanticTokens } from "./semantic-tokens.ts";
import { schemaFiles } from "./settings.ts";

export interface ServerOptions {
  /** Files of the schema; settings of the editor may name others. */
  readonly schema: readonly string[];
  readSchema(files: readonly string[]): Promise<ServiceMetadata>;
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
  /** Counts loads, so that a slow one does not undo a later one. */
  #loads = 0;
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
      if (files !== undefined) void this.#loadSchema(files);
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
    void this.#loadSchema(schemaFiles(initializationOptions, this.#root) ?? this.#options.schema);
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

  async #loadSchema(files: readonly string[]): Promise<void> {
    const load = ++this.#loads;
    try {
      const service = await this.#options.readSchema(files);
      if (load !== this.#loads) return;
      this.#catalog = createCatalog(service);
      for (const { uri } of this.#documents.all()) this.#check(uri, 0);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.#connection.window.showErrorMessage(`The schema ${files.join(", ")} cannot be read: ${why}`);
    }
  }

  #check(uri: string, afterMs: number): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.set(
      uri,
      setTimeout(() => {
        this.#waiting.delete(uri);
        const document = this.#documents.get(uri);
        if (document === undefined) return;
        const diagnostics = diagnosticsOf(document, this.#catalog);
        void this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics });
      }, afterMs),
    );
  }

  #answerAtPositions(): void {
    const connection = this.#connection;
    connection.onCompletion((params) =>
      this.#at(params, (document, offset) => {
        const completions = complete(document.getText(), offset, this.#catalog, { limit: LIMIT });
        return this.#completions.make(completions, document, offset, this.#features, LIMIT);
      }),
    );
    connection.onCompletionResolve((item) => this.#completions.resolve(item, this.#features));
    connection.onHover((params) =>
      this.#at(params, (document, offset) => {
        const found: Hover | undefined = hover(document.getText(), offset, this.#catalog);
        if (found === undefined) return null;
        return { contents: markup(found.markdown, this.#features.hover), range: rangeOf(document, found.span) };
      }),
    );
    connection.onSignatureHelp((params) =>
      this.#at(params, (document, offset) => {
        const found = signatureHelp(document.getText(), offset, this.#catalog);
        return found === undefined ? null : toSignatureHelp(found, this.#features.signature);
      }),
    );
    connection.onDefinition((params) =>
      this.#at(params, (document, offset) => {
        const found = definition(document.getText(), offset, this.#catalog);
        return found === undefined ? null : { uri: document.uri, range: rangeOf(document, found.target) };
      }),
    );
    connection.onReferences((params) =>
      this.#at(params, (document, offset) =>
        references(document.getText(), offset, this.#catalog).map((span) => ({
          uri: document.uri,
          range: rangeOf(document, span),
        })),
      ),
    );
    connection.onDocumentHighlight((params) =>
      this.#at(params, (document, offset) =>
        references(document.getText(), offset, this.#catalog).map((span) => ({ range: rangeOf(document, span) })),
      ),
    );
    connection.onPrepareRename((params) =>
      this.#at(params, (document, offset) => {
        const found = prepareRename(document.getText(), offset, this.#catalog);
        if (found.refused !== undefined) return new ResponseError(LSPErrorCodes.RequestFailed, found.refused);
        return { range: rangeOf(document, found.span), placeholder: found.name };
      }),
    );
    connection.onRenameRequest((params) =>
      this.#at(params, (document, offset) => {
        const { edits, refused } = rename(document.getText(), offset, params.newName, this.#catalog);
        if (edits === undefined) return new ResponseError(LSPErrorCodes.RequestFailed, refused);
        const changes = edits.map(({ span, text }) => ({ range: rangeOf(document, span), newText: text }));
        return { changes: { [document.uri]: changes } };
      }),
    );
  }

  #answerAboutDocuments(): void {
    const connection = this.#connection;
    connection.onCodeAction(({ textDocument: { uri }, range }) => {
      const document = this.#documents.get(uri);
      return document === undefined ? null : fixesAt(document, range, this.#catalog);
    });
    connection.onDocumentFormatting(({ textDocument: { uri }, options }) => {
      const document = this.#documents.get(uri);
      return document === undefined ? null : formattingEdits(document, options);
    });
    connection.onDocumentSymbol(({ textDocument: { uri } }) => {
      const document = this.#documents.get(uri);
      return document === undefined ? null : outline(document.getText()).map((item) => toSymbol(document, item));
    });
    connection.languages.semanticTokens.on(({ textDocument: { uri } }) => {
      const document = this.#documents.get(uri);
      return document === undefined ? { data: [] } : semanticTokens(document);
    });
  }

  /** Nothing can be said of a document that is not open. */
  #at<Result, Failure>(
    { textDocument, position }: { readonly textDocument: { readonly uri: string }; readonly position: Position },
    answer: (document: TextDocument, offset: number) => HandlerResult<Result, Failure>,
  ): HandlerResult<Result | null, Failure> {
    const document = this.#documents.get(textDocument.uri);
    return document === undefined ? null : answer(document, document.offsetAt(position));
  }
}
