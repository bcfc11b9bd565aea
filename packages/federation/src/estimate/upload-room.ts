import { limitFor, type OperationOptions } from "@armillary/dali";
import type { Member } from "../member.ts";

/** What an archive takes along with a query. */
export interface UploadRoom {
  /** Whether it takes a table that is sent along. */
  readonly takesUploads: boolean;
  /** Rows of one upload; undefined where it does not say. */
  readonly rows: number | undefined;
}

/** What an archive says it takes; an archive that says nothing of itself is not sent anything. */
export async function uploadRoom({ service }: Member, options: OperationOptions): Promise<UploadRoom> {
  const access = await service.capabilities(options).then(
    ({ tableAccess }) => tableAccess,
    (failure: unknown) => {
      if (options.signal?.aborted === true) throw failure;
      return undefined;
    },
  );
  const takesUploads = access?.uploadMethods.some(({ ivoid }) => /#upload-inline$/i.test(ivoid ?? "")) ?? false;
  const limit = limitFor(access?.uploadLimit ?? [], "sync");
  const amount = limit?.hard ?? limit?.default;
  return { takesUploads, rows: amount?.unit === "byte" ? undefined : amount?.value };
}
