import { type CellValue, type Layout, leafOf } from "@armillary/columns";
import { cellParser, INTEGER, type ParseCell, parseInteger, parseLong } from "../csv/types.ts";

/**
 * The parser of the text of one value of `layout`; of a list, of one value at its bottom.
 *
 * Blanks around numbers and truth values are allowed, and alone are null. Numbers are rounded once, to the layout's own
 * precision; integers are exact. What is out of the layout's range is no value of it.
 */
export function leafParser(layout: Layout): ParseCell {
  const { leaf } = leafOf(layout);
  switch (leaf.kind) {
    case "bool":
      return cellParser("boolean");
    case "int": {
      if (leaf.bits === 64) return leaf.signed ? parseLong : parseUnsignedLong;
      const span = 2 ** leaf.bits;
      const [least, most] = leaf.signed ? [-span / 2, span / 2 - 1] : [0, span - 1];
      return (text) => parseInteger(text, least, most);
    }
    case "float":
      return cellParser(leaf.bits === 32 ? "float" : "double");
    default:
      return cellParser("char");
  }
}

function parseUnsignedLong(text: string): CellValue | undefined {
  const token = text.trim();
  if (token === "") return null;
  if (!INTEGER.test(token)) return undefined;
  const value = BigInt(token.startsWith("+") ? token.slice(1) : token);
  return value === BigInt.asUintN(64, value) ? value : undefined;
}
