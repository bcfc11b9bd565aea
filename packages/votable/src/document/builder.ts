import type { LinkMeta, OptionMeta, ValuesMeta } from "@armillary/columns";
import type { Location } from "../bytes/window.ts";
import { createTextDecoder } from "../cells/text.ts";
import type {
  Coosys,
  Group,
  Info,
  Param,
  Reference,
  Resource,
  Serialization,
  TableMeta,
  Timesys,
  Votable,
} from "../model.ts";
import { SERIALIZATIONS } from "../model.ts";
import type { XmlEvent } from "../xml/tokenizer.ts";
import { checkElement, checkNamespace, checkSince } from "./checks.ts";
import { ContentOrder, FOREIGN } from "./content-model.ts";
import { buildField, pick } from "./field.ts";
import { checkField, checkQueryStatus, checkTimeorigin } from "./field-checks.ts";
import {
  type Draft,
  describedBy,
  emptyContainer,
  type FieldFrame,
  type Frame,
  groupsOf,
  infosOf,
  isContainer,
  linksOf,
  markupIn,
  type OpenTable,
  paramsOf,
  rawOf,
  setText,
} from "./frames.ts";
import { Namespaces } from "./names.ts";
import { References } from "./references.ts";
import type { Reports } from "./reports.ts";
import { selfContained } from "./self-contained.ts";
import { ELEMENTS, VERSIONS } from "./vocabulary.ts";

/** What the reader has to act upon: rows begin, or a TABLE had none. */
export type Signal =
  | {
      readonly kind: "data";
      readonly table: OpenTable;
      readonly serialization: Serialization;
      readonly attributes: ReadonlyMap<string, string>;
      /** Name of the element as written, with its prefix. */
      readonly name: string;
    }
  | { readonly kind: "no-data"; readonly table: OpenTable };

const LINK_ATTRIBUTES = ["ID", "title", "value", "href", "gref", "action"] as const;

/** Builds the model of a document from XML events: everything but the rows. */
export class DocumentBuilder {
  readonly document: Draft<Votable> = emptyContainer();
  readonly #reports: Reports;
  readonly #namespaces = new Namespaces();
  readonly #maxFields: number;
  readonly #maxMarkup: number;
  readonly #frames: Frame[] = [];
  readonly #tablesById = new Map<string, OpenTable>();
  readonly #valuesById = new Map<string, ValuesMeta>();
  readonly #references: References;
  /** One for each frame. */
  readonly #orders: ContentOrder[] = [];
  #doctype: Location | undefined;
  #tables = 0;
  // An element kept as written: its text so far, and how many of its elements are open.
  #raw = "";
  #rawDepth = 0;
  #rawParent: Frame | undefined;

  constructor(reports: Reports, limits: { readonly maxFields: number; readonly maxMarkupBytes: number }) {
    this.#reports = reports;
    this.#references = new References(reports);
    this.#maxFields = limits.maxFields;
    this.#maxMarkup = limits.maxMarkupBytes;
  }

  /** The version that the document says, in the standard's form; undefined when it says none, or none that exists. */
  get version(): string | undefined {
    const version = this.document.version?.trim().replace(/^v/i, "");
    return VERSIONS.find((known) => known === version);
  }

  /** Whether an element of this name, as written, is one of VOTable here, and which. */
  localName(name: string): string {
    return this.#namespaces.resolve(name).local;
  }

  /** Takes one event; `raw` gives it as written. */
  take(event: XmlEvent, raw: () => string): Signal | undefined {
    this.#reports.offset = event.offset;
    if (this.#rawDepth > 0) {
      this.#takeRaw(event, raw());
      return undefined;
    }
    switch (event.type) {
      case "start":
        return this.#start(event.name, event.attributes, raw);
      case "end":
        return this.#end();
      case "text":
        this.#text(event.text);
        return undefined;
      case "doctype":
        this.#doctype = this.#reports.mark();
        return undefined;
      case "eof":
        this.#references.finish(this.version);
        return undefined;
      default:
        return undefined;
    }
  }

  #start(name: string, attributes: ReadonlyMap<string, string>, raw: () => string): Signal | undefined {
    this.#namespaces.enter(attributes);
    const { local, ours } = this.#namespaces.resolve(name);
    const parent = this.#frames.at(-1);
    if (parent === undefined) {
      this.#startRoot(local, attributes);
      return undefined;
    }
    if (parent.local === "DESCRIPTION") {
      this.#push(markupIn(parent));
      return undefined;
    }
    const known = ours && ELEMENTS.has(local);
    if (!ours) this.#checkPlace(FOREIGN, parent, name);
    const frame = known ? this.#frameFor(local, attributes, parent) : undefined;
    if (frame === undefined) {
      this.#startRaw(name, parent, known, ours, raw());
      return undefined;
    }
    checkElement(local, attributes, this.version, this.#reports);
    this.#references.take(local, attributes);
    this.#push(frame);
    const serialization = SERIALIZATIONS.find((one) => one === local);
    if (serialization === undefined || parent.kind !== "DATA") return undefined;
    const before = parent.table.meta.serialization;
    if (before !== undefined) {
      throw this.#reports.error("VOT_STRUCTURE", `<${name}> in a TABLE that has its rows in a ${before} already.`);
    }
    parent.table.meta.serialization = serialization;
    this.#checkHasFields(parent.table, serialization);
    return { kind: "data", table: parent.table, serialization, attributes, name };
  }

  #startRoot(local: string, attributes: ReadonlyMap<string, string>): void {
    const { document } = this;
    const version = attributes.get("version");
    if (version !== undefined) document.version = version;
    const ID = attributes.get("ID");
    if (ID !== undefined) document.ID = ID;
    if (this.#namespaces.root !== "") document.namespace = this.#namespaces.root;
    this.#push({ kind: "VOTABLE", local, node: document, text: "" });
    checkElement("VOTABLE", attributes, this.version, this.#reports);
    this.#references.take("VOTABLE", attributes);
    if (this.version === undefined) {
      const found = version === undefined ? "has no version" : `has the unknown version "${version}"`;
      this.#reports.warn("W-VERSION", "", `The document ${found}; read as any`);
    } else if (version !== this.version) {
      this.#reports.warn(
        "W-VERSION",
        "",
        `The document has the version "${version}", which is written "${this.version}"`,
      );
    }
    checkNamespace(this.#namespaces.root, this.version, this.#reports);
    // Versions 1.0 and 1.1 came with a DTD, which a document could name.
    if (this.#doctype === undefined || (this.version !== undefined && this.version <= "1.1")) return;
    this.#reports.return(this.#doctype);
    this.#reports.warn("N-DOCTYPE", "", "The document has a document type; it is not read");
  }

  #push(frame: Frame): void {
    this.#frames.push(frame);
    this.#orders.push(new ContentOrder(frame.local, this.version));
  }

  /** What an element is in the place where it stands; undefined when it cannot be anything there. */
  #frameFor(local: string, attributes: ReadonlyMap<string, string>, parent: Frame): Frame | undefined {
    this.#checkPlace(local, parent);
    const text = "";
    switch (local) {
      case "RESOURCE": {
        if (parent.kind !== "VOTABLE" && parent.kind !== "RESOURCE") return undefined;
        const node: Draft<Resource> = {
          ...pick(attributes, ["ID", "name", "type", "utype"]),
          ...emptyContainer(),
          tables: [],
        };
        parent.node.resources.push(node);
        return { kind: "RESOURCE", local, node, text };
      }
      case "DEFINITIONS":
        return parent.kind === "VOTABLE" ? { kind: "DEFINITIONS", local, node: parent.node, text } : undefined;
      case "TABLE":
        return parent.kind === "RESOURCE" ? this.#table(attributes, parent.node) : undefined;
      case "DATA":
        return parent.kind === "TABLE" ? this.#data(parent.table) : undefined;
      case "TABLEDATA":
      case "BINARY":
      case "BINARY2":
      case "FITS":
      case "PARQUET":
        return parent.kind === "DATA" ? { kind: "leaf", local, text } : undefined;
      case "FIELD":
      case "PARAM":
        return (local === "PARAM" ? paramsOf(parent) !== undefined : parent.kind === "TABLE")
          ? {
              kind: local,
              local,
              attributes,
              description: undefined,
              values: [],
              links: [],
              place: this.#reports.mark(),
              text,
            }
          : undefined;
      case "GROUP": {
        const node: Draft<Group> = {
          ...pick(attributes, ["ID", "name", "ref", "ucd", "utype"]),
          fieldRefs: [],
          paramRefs: [],
          params: [],
          groups: [],
          links: [],
        };
        const into = groupsOf(parent);
        into?.push(node);
        return into === undefined ? undefined : { kind: "GROUP", local, node, text };
      }
      case "FIELDref":
      case "PARAMref": {
        if (parent.kind !== "GROUP") return undefined;
        const reference: Reference = { ref: attributes.get("ref") ?? "", ...pick(attributes, ["ucd", "utype"]) };
        (local === "FIELDref" ? parent.node.fieldRefs : parent.node.paramRefs).push(reference);
        return { kind: "leaf", local, text };
      }
      case "INFO": {
        const into = parent.kind === "DATA" ? parent.table.meta.infos : infosOf(parent);
        return into === undefined ? undefined : this.#info(attributes, into);
      }
      case "VALUES":
        return parent.kind === "FIELD" || parent.kind === "PARAM" || parent.kind === "INFO"
          ? this.#values(attributes, parent)
          : undefined;
      case "MIN":
      case "MAX": {
        if (parent.kind !== "VALUES") return undefined;
        const bound = { value: attributes.get("value") ?? "", inclusive: attributes.get("inclusive") !== "no" };
        if (local === "MIN") parent.node.min = bound;
        else parent.node.max = bound;
        return { kind: "leaf", local, text };
      }
      case "OPTION": {
        if (parent.kind !== "VALUES" && parent.kind !== "OPTION") return undefined;
        const name = attributes.get("name");
        const node = { value: attributes.get("value") ?? "", ...(name === undefined ? {} : { name }), options: [] };
        parent.node.options.push(node);
        return { kind: "OPTION", local, node, text };
      }
      case "LINK": {
        const into = linksOf(parent);
        if (into === undefined) return undefined;
        const link: Draft<LinkMeta> = { ...pick(attributes, LINK_ATTRIBUTES) };
        const role = attributes.get("content-role");
        const type = attributes.get("content-type");
        if (role !== undefined) link.contentRole = role;
        if (type !== undefined) link.contentType = type;
        into.push(link);
        return { kind: "leaf", local, text, takesText: (inside) => setText(link, inside) };
      }
      case "COOSYS": {
        if (!isContainer(parent)) return undefined;
        const node: Draft<Coosys> = { ...pick(attributes, ["ID", "system", "equinox", "epoch", "refposition"]) };
        parent.node.coosys.push(node);
        return { kind: "leaf", local, text, takesText: (inside) => setText(node, inside) };
      }
      case "TIMESYS": {
        if (!isContainer(parent)) return undefined;
        const node: Draft<Timesys> = { ...pick(attributes, ["ID", "timescale", "refposition", "timeorigin"]) };
        parent.node.timesys.push(node);
        return { kind: "leaf", local, text };
      }
      case "DESCRIPTION": {
        const described = describedBy(parent);
        if (described === undefined) return undefined;
        return {
          kind: "leaf",
          local,
          text,
          takesText: (inside) => {
            described.description = inside.trim();
          },
        };
      }
      default:
        return undefined;
    }
  }

  #table(attributes: ReadonlyMap<string, string>, resource: Draft<Resource>): Frame {
    const meta: Draft<TableMeta> = {
      index: this.#tables++,
      ...pick(attributes, ["ID", "name", "ref", "ucd", "utype", "nrows"]),
      fields: [],
      params: [],
      groups: [],
      links: [],
      infos: [],
      raw: [],
    };
    resource.tables.push(meta);
    const resources = this.#frames.flatMap((frame) => (frame.kind === "RESOURCE" ? [frame.node] : []));
    const table: OpenTable = { meta, arraysizes: [], resources, place: this.#reports.mark() };
    if (meta.ID !== undefined && !this.#tablesById.has(meta.ID)) this.#tablesById.set(meta.ID, table);
    return { kind: "TABLE", local: "TABLE", table, names: new Set(), text: "" };
  }

  #data(table: OpenTable): Frame {
    this.#takeReferencedFields(table);
    if (table.resources.some(({ type }) => type?.trim() === "meta")) {
      this.#reports.warn("W-RESOURCE-META", String(table.meta.index), 'DATA inside a RESOURCE of type="meta"');
    }
    return { kind: "DATA", local: "DATA", table, text: "" };
  }

  /** A TABLE with `ref` and no FIELDs has those of the TABLE it names (VOTable 1.5, section 3.8). */
  #takeReferencedFields(table: OpenTable): void {
    const { ref, fields } = table.meta;
    if (ref === undefined || fields.length > 0) return;
    const other = this.#tablesById.get(ref);
    if (other === undefined || other === table) return;
    table.meta.fields = [...other.meta.fields];
    table.arraysizes = [...other.arraysizes];
  }

  #info(attributes: ReadonlyMap<string, string>, into: Info[]): Frame {
    const name = attributes.get("name");
    const value = attributes.get("value");
    if (name !== undefined && value !== undefined) checkQueryStatus(name, value, this.#reports);
    const node: Draft<Info> = {
      name: name ?? "",
      value: value ?? "",
      ...pick(attributes, ["ID", "unit", "ucd", "utype", "xtype", "ref"]),
    };
    into.push(node);
    return { kind: "INFO", local: "INFO", node, text: "", takesText: (inside) => setText(node, inside) };
  }

  #values(attributes: ReadonlyMap<string, string>, parent: Frame): Frame {
    const type = attributes.get("type");
    const node: Draft<ValuesMeta> & { options: OptionMeta[] } = {
      ...pick(attributes, ["ID", "null", "ref"]),
      ...(type === "legal" || type === "actual" ? { type } : {}),
      options: [],
    };
    if (parent.kind === "FIELD" || parent.kind === "PARAM") parent.values.push(node);
    return { kind: "VALUES", local: "VALUES", node, text: "" };
  }

  #text(text: string): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    if (frame.takesText !== undefined) {
      frame.text += text;
      if (frame.text.length > this.#maxMarkup) {
        throw this.#reports.error(
          "VOT_LIMIT",
          `The text of <${frame.local}> is longer than ${this.#maxMarkup} (maxMarkupBytes).`,
        );
      }
      return;
    }
    if (/[^ \t\r\n]/.test(text)) {
      const excerpt = text.trim().slice(0, 30);
      this.#reports.warn("W-TEXT", frame.local, `Text "${excerpt}" inside <${frame.local}>; ignored`);
    }
  }

  #end(): Signal | undefined {
    this.#namespaces.leave();
    const frame = this.#frames.pop();
    const order = this.#orders.pop();
    if (frame === undefined || order === undefined) return undefined;
    frame.takesText?.(frame.text);
    this.#checkComplete(frame, order.missing);
    const parent = this.#frames.at(-1);
    switch (frame.kind) {
      case "FIELD":
      case "PARAM":
        if (parent !== undefined) this.#endField(frame, parent);
        return undefined;
      case "VALUES":
      case "OPTION":
        if (frame.node.options.length === 0) delete (frame.node as { options?: unknown }).options;
        if (frame.kind === "VALUES") this.#takeReferencedValues(frame.node);
        return undefined;
      case "TABLE":
        this.#takeReferencedFields(frame.table);
        if (frame.table.meta.serialization !== undefined) return undefined;
        return { kind: "no-data", table: frame.table };
      default:
        return undefined;
    }
  }

  #endField(frame: FieldFrame, parent: Frame): void {
    this.#reports.return(frame.place);
    const index = parent.kind === "TABLE" && frame.kind === "FIELD" ? parent.table.meta.fields.length : 0;
    const { kind: element, attributes, description, values, links } = frame;
    const parts = { element, attributes, description, values, links, index };
    const { field, arraysize } = buildField(parts, this.#reports);
    checkField(frame.kind, field, arraysize, this.version, this.#reports);
    if (field.ref !== undefined) checkTimeorigin(frame.kind, field, this.#references.timesys(field.ref), this.#reports);
    if (parent.kind === "TABLE") this.#checkName(frame.kind, field.name, parent.names);
    if (frame.kind === "PARAM") {
      const { layout: _, ...meta } = field;
      const value = frame.attributes.get("value") ?? "";
      const decoder = createTextDecoder(meta, arraysize);
      const typed = decoder.decode(value);
      if (typed === undefined) {
        const why = `"${value.slice(0, 40)}": ${decoder.report.reason}`;
        this.#reports.warn("W-PARAM-VALUE", field.name, `PARAM "${field.name}": ${why}`);
      }
      const { warning } = decoder.report;
      if (warning !== undefined)
        this.#reports.warn(warning.code, field.name, `PARAM "${field.name}": ${warning.message}`);
      const param: Param = { ...meta, value, typed: typed ?? null };
      paramsOf(parent)?.push(param);
      return;
    }
    if (parent.kind !== "TABLE") return;
    const { meta } = parent.table;
    if (meta.serialization !== undefined) {
      throw this.#reports.error("VOT_STRUCTURE", `FIELD "${field.name}" stands behind the DATA that it describes.`);
    }
    if (meta.fields.length >= this.#maxFields) {
      throw this.#reports.error("VOT_LIMIT", `The TABLE has more than ${this.#maxFields} FIELDs (maxFields).`);
    }
    meta.fields.push(field);
    parent.table.arraysizes.push(arraysize);
  }

  /** VALUES may name another VALUES whose domain and null it shares (VOTable 1.5, section 4.7). */
  #takeReferencedValues(node: Draft<ValuesMeta>): void {
    if (node.ref !== undefined && Object.keys(node).some((key) => key !== "ref" && key !== "ID")) {
      const message = `VALUES refers to "${node.ref}", which says it all, and has more than that`;
      this.#reports.warn("W-VALUES", `ref ${node.ref}`, message);
    }
    const other = node.ref === undefined ? undefined : this.#valuesById.get(node.ref);
    if (other?.null !== undefined) node.null ??= other.null;
    if (node.ID !== undefined) this.#valuesById.set(node.ID, node);
  }

  /** Whether an element may stand where it does, there and in its order. */
  #checkPlace(local: string, parent: Frame, name = local): void {
    const place = `${name} in ${parent.local}`;
    switch (this.#orders.at(-1)?.take(local)) {
      case "misplaced":
        this.#reports.warn("W-ELEMENT-MISPLACED", place, `<${name}> inside <${parent.local}>`);
        break;
      case "repeated":
        // In 1.0 a column could have both its legal and its actual values.
        if (local === "VALUES" && this.version === "1.0") break;
        this.#reports.warn("W-ELEMENT-REPEATED", place, `<${parent.local}> has more than one of <${name}> or its kind`);
        break;
      case "disordered":
        this.#reports.warn("W-ELEMENT-ORDER", place, `<${name}> comes too late, or too early, in <${parent.local}>`);
        break;
      default:
        checkSince(
          "W-ELEMENT-VERSION",
          `${parent.local}/${local}`,
          `<${local}> in <${parent.local}>`,
          this.version,
          this.#reports,
        );
    }
  }

  #checkComplete(frame: Frame, missing: readonly string[]): void {
    if (missing.length === 0) return;
    // A TABLE may take its FIELDs from another; 1.0 and 1.1 allowed documents and tables of nothing.
    if (frame.kind === "TABLE" && (frame.table.meta.ref !== undefined || frame.table.meta.serialization !== undefined))
      return;
    if (frame.kind !== "DATA" && this.version !== undefined && this.version < "1.2") return;
    this.#reports.warn("W-ELEMENT-MISSING", frame.local, `<${frame.local}> has none of ${missing.join(", ")}`);
  }

  /** FITS and PARQUET bring names and types of their own. */
  #checkHasFields({ meta }: OpenTable, serialization: Serialization): void {
    if (meta.fields.length > 0 || serialization === "FITS" || serialization === "PARQUET") return;
    this.#reports.warn("W-ELEMENT-MISSING", String(meta.index), "The TABLE has DATA and no FIELD");
  }

  #checkName(element: string, name: string, names: Set<string>): void {
    if (names.has(name)) {
      const message = `${element} "${name}" has the name of another FIELD or PARAM of the TABLE`;
      this.#reports.warn("N-DUPLICATE-NAME", "", message);
    } else names.add(name);
  }

  #startRaw(name: string, parent: Frame, known: boolean, ours: boolean, raw: string): void {
    if (!known && ours) {
      this.#reports.warn("W-ELEMENT-UNKNOWN", name, `The standard has no element <${name}>; kept as it is`);
    }
    this.#raw = raw;
    this.#rawDepth = 1;
    this.#rawParent = parent;
  }

  #takeRaw(event: XmlEvent, raw: string): void {
    this.#raw += raw;
    if (this.#raw.length > this.#maxMarkup) {
      throw this.#reports.error("VOT_LIMIT", `An unknown element is longer than ${this.#maxMarkup} (maxMarkupBytes).`);
    }
    if (event.type === "start") {
      this.#namespaces.enter(event.attributes);
      this.#rawDepth++;
    }
    if (event.type !== "end") return;
    this.#namespaces.leave();
    this.#rawDepth--;
    if (this.#rawDepth > 0) return;
    const parent = this.#rawParent;
    if (parent !== undefined) {
      const whole = selfContained(this.#raw, (prefix) => this.#namespaces.uriOf(prefix));
      rawOf(parent, this.#frames).push(whole);
    }
    this.#raw = "";
  }
}
