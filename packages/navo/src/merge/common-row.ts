/** What rows of all archives have in common; absent: the archive does not say it. */
export interface CommonRow {
  readonly id?: string;
  readonly name?: string;
  readonly collection?: string;
  /** ICRS. */
  readonly raDeg?: number;
  readonly decDeg?: number;
  readonly title?: string;
  readonly accessUrl?: string;
  readonly format?: string;
  readonly sizeBytes?: number;
  readonly productType?: string;
  readonly facility?: string;
  readonly instrument?: string;
  readonly bandMinM?: number;
  readonly bandMaxM?: number;
  readonly tMinMjd?: number;
  readonly tMaxMjd?: number;
  readonly exposureS?: number;
}
