import { classifyBody } from "../body/classify.ts";
import { failureOf } from "../body/failure.ts";
import type { DalResponse } from "../transport/types.ts";
import type { XmlElement } from "./element.ts";
import type { XmlOptions } from "./options.ts";
import { readXml } from "./read.ts";

/**
 * Reads the XML document that an answer should have. A web page, an error VOTable or anything else that is none is
 * reported in its own words; the answer is read to its end, or closed.
 * @param what - as it stands in a sentence: "a UWS job"
 * @throws DalError as failureOf (DAL_FORMAT, DAL_QUERY_ERROR) and readXml
 */
export async function readXmlAnswer(
  response: DalResponse,
  what: string,
  options: Omit<XmlOptions, "what" | "url"> = {},
): Promise<XmlElement> {
  try {
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    if (!/^(xml$|uws-|vosi-)/.test(body.kind)) throw await failureOf(response, body, { expected: what });
    return await readXml(body.body, { ...options, what: what.replace(/^an? /, ""), url: response.url });
  } finally {
    await response.close();
  }
}
