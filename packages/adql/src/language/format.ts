import { AdqlError } from "../errors.ts";
import { Formatter } from "./formatter.ts";
import { isReserved } from "./keywords.ts";
import { render } from "./layout.ts";
import { type ParseOptions, parse } from "./parse.ts";
import type { Token } from "./token.ts";

export interface FormatOptions extends Pick<ParseOptions, "version" | "extensions" | "maxDepth"> {
  /** Columns that a line should not exceed. Default 100. */
  readonly width?: number;
  /** One level of indentation, in blanks. Default 2. */
  readonly indent?: number;
  /** Case of keywords and of ADQL's own functions. Default `upper`. */
  readonly keywordCase?: "upper" | "lower" | "keep";
}

/**
 * A query laid out for people: clauses and joins on lines of their own, long lists and conditions one to a line,
 * subqueries indented. Comments stay where they are. Nothing but white space and the case of keywords changes; what has
 * been formatted is not changed by formatting again.
 * @throws AdqlError with the code of the first error, where the text is not right
 */
export function format(text: string, options: FormatOptions = {}): string {
  const { width = 100, indent: columns = 2, keywordCase = "upper", ...parsing } = options;
  const { query, problems, tokens } = parse(text, parsing);
  const first = problems.find(({ severity }) => severity === "error");
  if (first !== undefined || query === undefined) throw new AdqlError(text, first, problems);
  const version = parsing.version === "2.0" ? "2.0" : "2.1";
  const letters = (token: Token): string => {
    const written = text.slice(token.start, token.end);
    if (keywordCase === "keep" || token.kind !== "word" || !isReserved(token.text, version)) return written;
    return keywordCase === "upper" ? token.text : token.text.toLowerCase();
  };
  return render(new Formatter(text, tokens, letters).whole(query), width, " ".repeat(columns));
}
