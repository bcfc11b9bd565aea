import type { JsonAnswer } from "../json/read-rows.ts";
import { JsonRowsReader } from "../json/rows-reader.ts";
import { TOKEN } from "../json/token-kind.ts";

const encoder = new TextEncoder();

/** Rows that come as a list in the list of rows, as those of products do at times; others as they are. */
export function unnest(answer: JsonAnswer): JsonAnswer {
  const { rows, columns } = answer;
  const isNested = columns.length > 0 && columns.every(({ name }) => /^\d+$/.test(name)) && isRow(columns[0]?.kinds[0]);
  if (!isNested) return answer;
  const reader = new JsonRowsReader({ rowsKey: "rows" });
  let before = '{"rows":[';
  for (let row = 0; row < rows; row++) {
    for (const column of columns) {
      if (!isRow(column.kinds[row])) continue;
      reader.push(encoder.encode(`${before}${column.textAt(row)}`));
      before = ",";
    }
  }
  reader.push(encoder.encode(before === "," ? "]}" : `${before}]}`));
  return { ...answer, ...reader.finish(), members: answer.members };
}

/** The rest of a list that is shorter than another is null. */
function isRow(kind: number | undefined): boolean {
  return kind === TOKEN.nested;
}
