import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of the heap that are still reachable: what is counted without collecting first depends on when that was done last. */
export function reachableBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
