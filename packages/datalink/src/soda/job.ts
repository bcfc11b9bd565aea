import {
  DalError,
  type DalResponse,
  JobHandle,
  type OperationOptions,
  openResult,
  type WaitOptions,
} from "@armillary/dali";
import { openData } from "../data-answer.ts";

/** One result of a job: data, or why there are none. */
export interface SodaResult {
  readonly id: string;
  readonly mimeType?: string;
  readonly sizeBytes?: number;
  /**
   * The data.
   * @throws DalError DAL_QUERY_ERROR where this combination of parameters gave none: the result is then a text that says why
   */
  open(options?: OperationOptions): Promise<DalResponse>;
}

/** A cutout that a service makes by itself, as a job of UWS. It outlives this object, and this process. */
export class SodaJob extends JobHandle {
  /**
   * Waits until it has ended, and gives its results: one for each combination of the values that were asked for (SODA 1.0,
   * section 6). The job stays, and its results with it, until it is deleted.
   * @throws DalError code UWS_JOB_ERROR, UWS_JOB_ABORTED, UWS_JOB_GONE, and those of waiting
   */
  async results(options: WaitOptions = {}): Promise<SodaResult[]> {
    const ended = await this.wait(options);
    const { signal, deadline } = options;
    const operation = {
      ...(signal === undefined ? {} : { signal }),
      ...(deadline === undefined ? {} : { deadline }),
    };
    const failure = await this.failure(operation);
    if (failure !== undefined) throw failure;
    if (ended.phase !== "COMPLETED") {
      throw new DalError("UWS_JOB_ERROR", `The job ${this.url} is ${ended.phase}: its service does not run it.`, {
        url: this.url,
        job: this.url,
      });
    }
    // A service of UWS that lists none has one, at the address that the standard gives it.
    const listed = ended.results.length === 0 ? [{ id: "result" }] : ended.results;
    return listed.map((result, index) => {
      const id = result.id ?? `result${index + 1}`;
      return {
        id,
        ...("mimeType" in result && result.mimeType !== undefined ? { mimeType: result.mimeType } : {}),
        ...("sizeBytes" in result && result.sizeBytes !== undefined ? { sizeBytes: result.sizeBytes } : {}),
        open: async (opening: OperationOptions = {}) => {
          const chosen = { ...ended, results: [{ ...result, id }] };
          const response = await openResult(this.transport, this.url, chosen, { ...opening, id });
          return (await openData(response)).response;
        },
      };
    });
  }
}
