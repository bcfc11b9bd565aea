import { xmlText } from "../tap-service/xml-text.ts";
import { type House, type Reply, votable } from "./answers.ts";

/** A question that the archive refuses; `shape` makes its document, with the archive's words. */
export class Refused extends Error {
  readonly reply: Reply;

  constructor(words: string, shape: (words: string) => Reply) {
    super(words);
    this.reply = shape(words);
  }
}

/** Shape 1: what DALI has; IRSA's SIA2 and SSA (navo.md 2.6). */
export function daliError(house: House, status = 200): (words: string) => Reply {
  return (words) => ({
    status,
    body: votable(
      house,
      `<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">${xmlText(words)}</INFO></RESOURCE>`,
    ),
  });
}

/** Shape 2: a PARAM with the words in its DESCRIPTION; NED's newer services. */
export function paramStatusError(house: House): (words: string) => Reply {
  return (words) => ({
    body: votable(
      house,
      `<RESOURCE type="results"><PARAM name="QUERY_STATUS" datatype="char" arraysize="*" value="ERROR"><DESCRIPTION>${xmlText(words)}</DESCRIPTION></PARAM></RESOURCE>`,
    ),
  });
}

/** Shape 3: an INFO at the root and an empty RESOURCE; IRSA's cone search. */
export function rootInfoError(house: House): (words: string) => Reply {
  return (words) => ({
    body: votable(house, `<INFO ID="Error" name="Error" value="BAD_REQUEST: ${xmlText(words)}"/><RESOURCE/>`),
  });
}

/** Shape 4: an INFO without an ID in the RESOURCE; HEASARC's cone search. */
export function resourceInfoError(house: House): (words: string) => Reply {
  return (words) => ({
    body: votable(house, `<RESOURCE type="results"><INFO name="Error" value="${xmlText(words)}"/></RESOURCE>`),
  });
}

/** Where MAST's mission searches put an error (shape 6): four placements were recorded. */
export type MastPlacement = "resource-param" | "definitions-param" | "root-info" | "resource-info";

export function mastConeError(house: House, placement: MastPlacement): (words: string) => Reply {
  return (words) => {
    const value = xmlText(words);
    const param = `<PARAM ID="Error" name="Error" datatype="char" arraysize="*" value="${value}"/>`;
    const info = `<INFO ID="Error" name="Error" value="${value}"/>`;
    const inside = {
      "resource-param": `<RESOURCE>${param}</RESOURCE>`,
      "definitions-param": `<DEFINITIONS>${param}</DEFINITIONS><RESOURCE/>`,
      "root-info": `<DESCRIPTION>MAST Simple Cone Search Service</DESCRIPTION>${info}`,
      "resource-info": `<RESOURCE>${info}</RESOURCE>`,
    }[placement];
    return { body: votable(house, inside) };
  };
}

/** Shape 7: QUERY_STATUS stays OK, twice, and a PARAM tells the error; NED's CGI. */
export function nedCgiError(house: House): (words: string) => Reply {
  const ok = '<INFO name="QUERY_STATUS" value="OK"/>';
  return (words) => ({
    body: votable(
      house,
      `<RESOURCE type="results">${ok}${ok}<PARAM name="Error" datatype="char" arraysize="*" value="${xmlText(words)}"/></RESOURCE>`,
    ),
  });
}
