import type { ServiceError } from "../errors.ts";
import { element, type XmlNode, XSI } from "../xml.ts";

const VOTABLE = "http://www.ivoa.net/xml/VOTable/v1.3";

/** The media type of error documents. */
export const ERROR_TYPE = "application/x-votable+xml";

/** A VOTable that says that, and why, there is no result (DALI 1.1, section 4.4.3). */
export function errorDocument({ message }: ServiceError): XmlNode {
  return votable(
    element("RESOURCE", { type: "results" }, element("INFO", { name: "QUERY_STATUS", value: "ERROR" }, message)),
  );
}

/** The root of a VOTable that has no table. */
export function votable(...children: readonly XmlNode[]): XmlNode {
  const attributes = {
    version: "1.4",
    xmlns: VOTABLE,
    "xmlns:xsi": XSI,
    "xsi:schemaLocation": `${VOTABLE} ${VOTABLE}`,
  };
  return element("VOTABLE", attributes, children);
}
