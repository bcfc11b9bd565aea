/** Cells of a CSV text as RFC 4180 has it, header row included. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = 0;
  while (rest < text.length) {
    let cell = "";
    if (text[rest] === '"') {
      let end = rest;
      do end = text.indexOf('"', end + 1) + 1;
      while (text[end] === '"');
      cell = text.slice(rest + 1, end - 1).replaceAll('""', '"');
      rest = end;
    } else {
      const end = /[,\r\n]|$/g;
      end.lastIndex = rest;
      const { index } = end.exec(text) ?? { index: text.length };
      cell = text.slice(rest, index);
      rest = index;
    }
    row.push(cell);
    if (text[rest] === ",") {
      rest++;
      if (rest === text.length) row.push("");
      continue;
    }
    rest += text.startsWith("\r\n", rest) ? 2 : 1;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
