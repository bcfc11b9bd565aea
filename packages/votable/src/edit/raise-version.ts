import type { EditedElement } from "./element.ts";
import type { Revision } from "./revision.ts";

/** The first version that has BINARY2 (VOTable 1.5, section 9). */
export const BINARY2_VERSION = "1.3";

const OLDER_NAMESPACE = /http:\/\/www\.ivoa\.net\/xml\/VOTable\/v1\.[0-2](?!\d)/g;
const NAMESPACE = "http://www.ivoa.net/xml/VOTable/v1.3";

/** Whether a document of this version, undefined for none that exists, has to be raised to have BINARY2. */
export function isBeforeBinary2(root: EditedElement, version: string | undefined): boolean {
  // What says a version that is not known may be of the future.
  return version === undefined ? !root.attributes.has("version") : version < BINARY2_VERSION;
}

/** Makes the root say that the document is of the version that has BINARY2, namespaces and schema locations with it. */
export function raiseVersion(root: EditedElement, revision: Revision): void {
  const changes: [string, string][] = [["version", BINARY2_VERSION]];
  for (const [key, value] of root.attributes) {
    const isNamespace = key === "xmlns" || key.startsWith("xmlns:") || /:(?:noNamespaceS|s)chemaLocation$/.test(key);
    if (isNamespace) changes.push([key, value.replace(OLDER_NAMESPACE, NAMESPACE)]);
  }
  revision.set(root, changes);
}
