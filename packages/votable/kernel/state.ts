// What a function gives besides its return value, read by the loader right after the call.

/** Where a scan stopped. */
export let next: u32 = 0;
/** The row number reached, or rows counted. */
export let rows: u32 = 0;
/** The column at fault. */
export let column: u32 = 0;
/** Nulls among the rows decoded. */
export let nulls: u32 = 0;
/** Items, bytes, or the longest text, as the function says. */
export let size: u32 = 0;

@inline
export function setNext(value: usize): void {
  next = <u32>value;
}

@inline
export function setRows(value: u32): void {
  rows = value;
}

@inline
export function setColumn(value: u32): void {
  column = value;
}

@inline
export function setNulls(value: u32): void {
  nulls = value;
}

@inline
export function setSize(value: usize): void {
  size = <u32>value;
}

/** The first address that belongs to the caller. */
export function heapStart(): u32 {
  return <u32>__heap_base;
}
