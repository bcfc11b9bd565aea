import { allWords, anywhere, type Constraint, checkedWords, inAnyRows } from "../constraint.ts";

/**
 * Resources with a table that has words in its name, title or description. Each must be found, in one table or another.
 * @throws RegistryError code REG_USAGE for an empty word
 */
export function tableWords(...words: readonly string[]): Constraint {
  const wanted = checkedWords(words, "word");
  return {
    text: `tables with: ${allWords(wanted)}`,
    condition(features) {
      const { raw, allOf } = features.tools;
      return allOf(
        ...wanted.map((word) =>
          inAnyRows(features, [
            { table: "res_table", condition: features.hasWord(raw("table_description"), word) },
            { table: "res_table", condition: features.hasWord(raw("table_title"), word) },
            { table: "res_table", condition: features.like(raw("table_name"), anywhere(word)) },
          ]),
        ),
      );
    },
  };
}

/**
 * Resources with a column that has words in its name or description. Each must be found, in one column or another.
 * @throws RegistryError code REG_USAGE for an empty word
 */
export function columnWords(...words: readonly string[]): Constraint {
  const wanted = checkedWords(words, "word");
  return {
    text: `columns with: ${allWords(wanted)}`,
    condition(features) {
      const { raw, allOf } = features.tools;
      return allOf(
        ...wanted.map((word) =>
          inAnyRows(features, [
            { table: "table_column", condition: features.hasWord(raw("column_description"), word) },
            // Names of columns are in lower case in RegTAP.
            { table: "table_column", condition: features.like(raw("name"), anywhere(word.toLowerCase())) },
          ]),
        ),
      );
    },
  };
}
