type Column = [refs: number, from: number, to: number];
type Lists = [...Column, items: number, offsets: number, fixed: number, validity: number, declined: number];
type Values = [...Column, values: number, validity: number];

/** What the compiled kernel exports. Addresses come back signed. */
export interface KernelExports extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  /** Set by the functions, to be read right after: see kernel/state.ts. */
  readonly next: WebAssembly.Global<"i32">;
  readonly rows: WebAssembly.Global<"i32">;
  readonly column: WebAssembly.Global<"i32">;
  readonly nulls: WebAssembly.Global<"i32">;
  readonly size: WebAssembly.Global<"i32">;

  heapStart(): number;
  powersOfFive(): number;

  validateUtf8(from: number, to: number): number;
  countNewlines(from: number, to: number): number;
  findByte(from: number, to: number, byte: number): number;
  findSequence(from: number, to: number, needle: number, length: number): number;
  countRows(from: number, to: number, prefix: number, prefixLength: number): number;

  tokenizeRows(
    from: number,
    to: number,
    columns: number,
    refsTable: number,
    row: number,
    maxRows: number,
    prefix: number,
    prefixLength: number,
  ): number;
  splitRows(
    from: number,
    to: number,
    shape: number,
    columns: number,
    stride: number,
    refsTable: number,
    row: number,
    maxRows: number,
    hasMask: number,
    maxCellBytes: number,
  ): number;

  textToUint8(...args: [...Values, declined: number, hasNull: number, nullValue: bigint]): number;
  textToInt16(...args: [...Values, declined: number, hasNull: number, nullValue: bigint]): number;
  textToInt32(...args: [...Values, declined: number, hasNull: number, nullValue: bigint]): number;
  textToInt64(...args: [...Values, declined: number, hasNull: number, nullValue: bigint]): number;
  textToFloat32(...args: [...Values, declined: number, hasNull: number, nullValue: number]): number;
  textToFloat64(...args: [...Values, declined: number, hasNull: number, nullValue: number]): number;
  textToBool(...args: [...Values, declined: number]): number;
  textToUint8List(...args: Lists): number;
  textToInt16List(...args: Lists): number;
  textToInt32List(...args: Lists): number;
  textToInt64List(...args: Lists): number;
  textToFloat32List(...args: Lists): number;
  textToFloat64List(...args: Lists): number;
  sumLengths(...args: Column): void;
  gatherText(
    ...args: [
      ...Column,
      offsets: number,
      bytes: number,
      validity: number,
      declined: number,
      nullText: number,
      nullLength: number,
    ]
  ): number;

  resetBase64(): void;
  decodeBase64(from: number, to: number, out: number): number;
  finishBase64(out: number): number;

  binaryToUint8(...args: [...Values, hasNull: number, nullValue: bigint]): void;
  binaryToInt16(...args: [...Values, hasNull: number, nullValue: bigint]): void;
  binaryToInt32(...args: [...Values, hasNull: number, nullValue: bigint]): void;
  binaryToInt64(...args: [...Values, hasNull: number, nullValue: bigint]): void;
  binaryToFloat32(...args: [...Values, hasNull: number, nullValue: number]): void;
  binaryToFloat64(...args: [...Values, hasNull: number, nullValue: number]): void;
  binaryToBool(...args: [...Values, declined: number]): number;
  binaryToBit(...args: Values): void;
  gatherBytes(
    ...args: [...Column, offsets: number, bytes: number, validity: number, declined: number, emptyIsNull: number]
  ): number;
  gatherUcs2(
    ...args: [...Column, offsets: number, bytes: number, validity: number, declined: number, emptyIsNull: number]
  ): number;
  gatherItems1(...args: Lists): number;
  gatherItems2(...args: Lists): number;
  gatherItems4(...args: Lists): number;
  gatherItems8(...args: Lists): number;
}
