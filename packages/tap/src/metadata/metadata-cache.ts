/**
 * Keeps what services say of themselves from one run to the next: text by key. A cache may forget anything at any time. The
 * keys are URLs without credentials.
 */
export interface MetadataCache {
  /** The text of a key; undefined where there is none, or it cannot be read. */
  get(key: string): Promise<string | undefined>;
  put(key: string, text: string): Promise<void>;
}
