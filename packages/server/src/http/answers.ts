import { printDocument, type XmlNode } from "../xml.ts";

/** A text that is all there. */
export function textAnswer(text: string, init: { readonly status?: number; readonly type?: string } = {}): Response {
  const { status = 200, type = "text/plain; charset=utf-8" } = init;
  return new Response(text, { status, headers: { "Content-Type": type } });
}

/** An XML document; VOSI and UWS ask for text/xml (VOSI 1.1, section 2; UWS 1.1, section 2.2). */
export function xmlAnswer(
  root: XmlNode,
  { type = "text/xml", status = 200 }: { readonly type?: string; readonly status?: number } = {},
): Response {
  return textAnswer(printDocument(root), { type, status });
}

/** To where the state of what was changed is to be seen (UWS 1.1, section 2.2.3). */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location } });
}
