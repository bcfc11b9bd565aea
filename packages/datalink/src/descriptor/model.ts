import type { Field } from "@armillary/columns";
import type { Param, Resource } from "@armillary/votable";

/** A service that a document describes for its rows, or of itself (DataLink 1.1, section 4). */
export interface ServiceDescriptor {
  /** XML ID, which `service_def` names. */
  readonly ID?: string;
  readonly name?: string;
  readonly description?: string;
  /** Whether the service that sent the document describes itself (`adhoc:this`, or a service called `this`). */
  readonly isSelf: boolean;
  /** Absolute; absent where the document has none that is a URL, and the service cannot be called. */
  readonly accessUrl?: string;
  /** What standard it keeps to; custom services have none. */
  readonly standardId?: string;
  /** Identifier of its record in the registry. */
  readonly resourceIdentifier?: string;
  /** Media type of what it sends. */
  readonly contentType?: string;
  readonly exampleUrls: readonly ExampleUrl[];
  readonly inputs: readonly InputParameter[];
  /** Where its document came from, where that is known. */
  readonly documentUrl?: string;
  /** The RESOURCE that it was read from. */
  readonly resource: Resource;
}

/** A call that the operators vouch for (section 4.2). */
export interface ExampleUrl {
  readonly url: string;
  readonly description?: string;
}

/** A parameter of a service: its PARAM, and where its value comes from (section 4.3). */
export interface InputParameter {
  /** With name, datatype, arraysize, unit, ucd, xtype, description and VALUES. */
  readonly param: Param;
  /**
   * `fixed`: sent as it is in every call. `default`: sent as it is unless another value is given. `column`: each row has its
   * own. `open`: sent when a value is given.
   */
  readonly source: "fixed" | "default" | "column" | "open";
  /** Of `fixed` and `default`: the text that is sent. */
  readonly text?: string;
  /** Of `column`: where the rows have it. */
  readonly column?: InputColumn;
}

/** A column that gives values to a parameter. */
export interface InputColumn {
  /** What rows have it as: the FIELD's name, or `name_2` for the second of a name. */
  readonly key: string;
  /** Absent where the document has no such FIELD: the reference leads nowhere. */
  readonly field?: Field;
}
