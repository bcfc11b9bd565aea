import type { VotableEdits } from "@armillary/votable/edit";
import { failureIn, usageError } from "../failure.ts";
import { openInput } from "../input.ts";
import { ClosedPipeError, type Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { Progress } from "../progress.ts";
import { openSink } from "../sink.ts";
import { warnOfEdit, writeEdited } from "./write-edited.ts";

export interface EditArguments extends NetworkOptions {
  readonly input: string;
  readonly output: string;
  readonly edits: VotableEdits;
  readonly strict: boolean;
  readonly lenient: boolean;
  readonly verbose: boolean;
}

/** `armillary edit`: a VOTable from IN to OUT, changed where edits say so and byte for byte the same elsewhere. */
export async function runEdit(args: EditArguments, io: Io): Promise<void> {
  const { input: inputText, output, edits, strict, lenient, verbose, ...options } = args;
  if ((edits.metadata ?? []).length === 0 && edits.serialization === undefined) {
    throw usageError("No edit is given.", "armillary edit --help lists them; --set ra:unit=deg is one.");
  }
  if (/\.gz$/i.test(output)) {
    throw usageError("Output is not compressed here.", `Pipe it: armillary edit IN - ... | gzip > ${output}`);
  }
  const sink = await openSink(output, io);
  const input = await openInput(inputText, io, options);
  const progress = new Progress(io, input.size);
  try {
    const summary = await writeEdited({ bytes: input.bytes, edits, strict, lenient }, { sink, progress });
    await sink.commit();
    progress.end();
    // What the service said is the document's own matter.
    warnOfEdit(io, input, output, summary, false);
    if (verbose || io.stderr.isTTY === true) {
      io.stderr.write(`${progress.describe()}${output === "-" ? "" : ` → ${output}`}\n`);
    }
  } catch (thrown) {
    await sink.discard();
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(input.label, thrown);
  } finally {
    progress.end();
  }
}
