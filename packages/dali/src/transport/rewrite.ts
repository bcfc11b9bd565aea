/** URLs that begin with `from` go to `to` instead. */
export interface Rewrite {
  readonly from: string;
  readonly to: string;
}
