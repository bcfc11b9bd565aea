import type { Transport } from "@armillary/dali";
import type { ArchiveProtocol } from "../archives/profile.ts";
import type { AskOptions, OpenedAnswer } from "./answer.ts";
import { openImages, openObsCore, openSpectra } from "./open-datasets.ts";
import { openCone, openTable } from "./open-sources.ts";
import type { PlannedAsk } from "./plan.ts";
import type { ArchiveQuestion } from "./question.ts";

type Open = (
  ask: PlannedAsk,
  question: ArchiveQuestion,
  transport: Transport,
  options: AskOptions,
) => Promise<OpenedAnswer>;

const OPEN: Readonly<Record<ArchiveProtocol, Open>> = {
  scs: openCone,
  tap: openTable,
  sia1: openImages,
  sia2: openImages,
  ssa: openSpectra,
  obscore: openObsCore,
};

/**
 * Asks a service in its own protocol.
 * @throws as the client of the protocol
 */
export const openAsk: Open = (ask, question, transport, options) =>
  OPEN[ask.service.protocol](ask, question, transport, options);
