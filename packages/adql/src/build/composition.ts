import { type Piece, signOf } from "./lexical.ts";

// What a built piece needs when it comes to stand beside others: parentheses where a neighbour would bind tighter than
// what the piece is made of.

/** How tightly an operator binds; 0 for what is none. */
function levelOf(sign: string | undefined): number {
  return LEVELS.get(sign ?? "") ?? 0;
}

const LEVELS: ReadonlyMap<string, number> = new Map([
  ["OR", 1],
  ["AND", 2],
  ["NOT", 3],
  ...["=", "<>", "!=", "<", ">", "<=", ">=", "IS", "IN", "LIKE", "ILIKE", "BETWEEN"].map((sign) => [sign, 4] as const),
  ["|", 5],
  ["^", 6],
  ["&", 7],
  ["||", 8],
  ...["+", "-"].map((sign) => [sign, 9] as const),
  ...["*", "/", "%"].map((sign) => [sign, 10] as const),
]);

/** From here on, an operator beside an equal one needs parentheses: subtraction and division are not associative. */
const FIRST_STRICT_LEVEL = 4;

/** Words that a query stands behind in parentheses. */
const QUERY_INTRODUCERS: ReadonlySet<string> = new Set(["IN", "EXISTS", "FROM", "JOIN"]);

/** The piece's text, in parentheses where its neighbours (see `signOf`) make them necessary; its last comment ended. */
export function besides(previous: string | undefined, piece: Piece, next: string | undefined): string {
  const text = piece.open === "comment" ? `${piece.text}\n` : piece.text;
  const first = signOf(piece.tokens[0]);
  if (first === "SELECT" || first === "WITH") return QUERY_INTRODUCERS.has(previous ?? "") ? `(${text})` : text;
  const loosest = loosestLevel(piece);
  const needed = [levelOf(previous), levelOf(next)].some(
    (level) => loosest !== 0 && (loosest < level || (loosest === level && level >= FIRST_STRICT_LEVEL)),
  );
  return needed ? `(${text})` : text;
}

/** The level of the operator that holds the piece together; 0 for a single operand, a list, or nothing known. */
function loosestLevel(piece: Piece): number {
  let depth = 0;
  let loosest = 0;
  let betweens = 0;
  for (const [index, token] of piece.tokens.entries()) {
    const sign = signOf(token);
    if (sign === "(" || sign === "CASE") depth += 1;
    else if (sign === ")" || sign === "END") depth -= 1;
    if (depth !== 0) continue;
    if (sign === ",") return 0;
    if (sign === "BETWEEN") betweens += 1;
    if (sign === "AND" && betweens > 0) {
      betweens -= 1;
      continue;
    }
    // The star of a lone * or t.* holds nothing together.
    if (sign === "*" && (index === 0 || signOf(piece.tokens[index - 1]) === ".")) continue;
    const level = levelOf(sign);
    if (level !== 0 && (loosest === 0 || level < loosest)) loosest = level;
  }
  return loosest;
}
