// The decoding kernel's exports. See README.md.
export { decodeBase64, finishBase64, resetBase64 } from "./base64";
export { gatherItems1, gatherItems2, gatherItems4, gatherItems8 } from "./binary-items";
export { splitRows } from "./binary-rows";
export {
  binaryToBit,
  binaryToBool,
  binaryToFloat32,
  binaryToFloat64,
  binaryToInt16,
  binaryToInt32,
  binaryToInt64,
  binaryToUint8,
} from "./binary-scalars";
export { gatherBytes, gatherUcs2 } from "./binary-strings";
export { validateUtf8 } from "./characters";
export { powersOfFive } from "./decimal";
export { countNewlines, countRows, findByte, findSequence } from "./scan";
export { column, heapStart, next, nulls, rows, size } from "./state";
export { tokenizeRows } from "./tabledata";
export { textToBool } from "./text-booleans";
export { textToFloat32, textToFloat64 } from "./text-floats";
export { textToInt16, textToInt32, textToInt64, textToUint8 } from "./text-integers";
export {
  textToFloat32List,
  textToFloat64List,
  textToInt16List,
  textToInt32List,
  textToInt64List,
  textToUint8List,
} from "./text-lists";
export { gatherText, sumLengths } from "./text-strings";
