import { type Cell, type House, type Reply, resultsReply, text, VOTABLE_1_3, whole } from "./answers.ts";
import type { Asked } from "./asked.ts";
import type { Dataset } from "./sky.ts";

export const HEASARC_HOUSE: House = { version: "1.4", namespace: VOTABLE_1_3 };
export const XAMIN = "https://heasarc.gsfc.nasa.gov/xamin/vo";

/**
 * Links of rows by `__row` (navo.md 2.2, DataLink): semantics are private URLs, the folder of an observation is `text/html`
 * with `/FTP/` in its URL, links nest. An ID without data has none.
 */
export function answerHeasarcLinks(observations: readonly Dataset[], asked: Asked): Reply {
  // Many IDs go by POST (navo.md 2.2).
  if (asked.urlLength > 4000) return { status: 414, type: "text/html", body: "<h1>Request-URI Too Large</h1>" };
  const columns = {
    ID: text({ ucd: "meta.id;meta.main" }),
    access_url: text({ ucd: "meta.ref.url" }),
    service_def: text({ ucd: "meta.ref" }),
    error_message: text({ ucd: "meta.code.error" }),
    semantics: text({ ucd: "meta.code" }),
    description: text({ ucd: "meta.note" }),
    content_type: text({ ucd: "meta.code.mime" }),
    content_length: { ...whole({ unit: "byte", ucd: "phys.size;meta.file" }), datatype: "long" as const },
  };
  const semantics = (word: string): string => `https://heasarc.gsfc.nasa.gov/xamin/jsp/products.jsp#${word}`;
  const rows = asked.all("ID").flatMap((id): readonly (readonly Cell[])[] => {
    const nested = /^ivo:\/\/nasa\.heasarc\/\w+\?(\d+)$/.exec(id)?.[1];
    const dataset = observations[Number(nested ?? id) - 1];
    if (dataset === undefined) return [];
    if (nested !== undefined)
      return [[id, dataset.accessUrl, null, null, semantics("chandra.img"), "Image", dataset.format, null]];
    const folder = dataset.accessUrl.replace(/[^/]*$/, "");
    const more = `${XAMIN}/datalink?id=ivo://nasa.heasarc/${dataset.collection}?${id}`;
    return [
      [id, folder, null, null, semantics("chandra.obs"), "Observation", "text/html", null],
      [
        id,
        more,
        null,
        null,
        semantics("chandra.products"),
        "Products",
        "application/x-votable+xml;content=datalink",
        null,
      ],
    ];
  });
  return resultsReply(HEASARC_HOUSE, { columns, rows, ...asked.limit });
}
