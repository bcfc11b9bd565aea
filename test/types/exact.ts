/** Whether two types are one and the same: not only assignable, but also alike in `readonly` and `any`. */
export type Exact<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless `Truth` is true. */
export function assertType<Truth extends true>(..._truth: Truth extends true ? [] : [never]): void {}
