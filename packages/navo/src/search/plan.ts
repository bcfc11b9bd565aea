import type { ArchiveName, ArchiveProfile, ArchiveService } from "../archives/profile.ts";
import type { ArchiveQuestion } from "./question.ts";

/** One service that is asked, for one collection. */
export interface PlannedAsk {
  readonly archive: ArchiveName;
  readonly service: ArchiveService;
  /** Absent: all that the service has. */
  readonly collection?: string;
  /** The base URL. */
  readonly url: string;
  readonly patienceMs: number;
}

/** An archive that is not asked, and why. */
export interface PassedOver {
  readonly archive: ArchiveName;
  readonly reason: string;
}

/** Who is asked what, and who is not: nobody is left out without a word. */
export interface SearchPlan {
  readonly asks: readonly PlannedAsk[];
  readonly passedOver: readonly PassedOver[];
}

/** Decides which services of the archives are asked a question. */
export function planSearch(
  { kind, collections = [] }: Pick<ArchiveQuestion, "kind" | "collections">,
  profiles: readonly ArchiveProfile[],
): SearchPlan {
  const asks: PlannedAsk[] = [];
  const passedOver: PassedOver[] = [];
  for (const { name: archive, title, services, patienceMs } of profiles) {
    const wanted = collections.filter((choice) => choice.archive === undefined || choice.archive === archive);
    const able = services.filter((service) => service.kind === kind);
    if (able.length === 0) passedOver.push({ archive, reason: `${title} has no service for ${kind}` });
    else if (collections.length > 0 && wanted.length === 0) {
      passedOver.push({ archive, reason: "no collection of it was named, and some of others were" });
    }
    for (const service of collections.length > 0 && wanted.length === 0 ? [] : able) {
      const names = collections.length === 0 ? service.collections : wanted.map(({ name }) => name);
      if (service.collectionIn === undefined && wanted.length > 0) {
        passedOver.push({ archive, reason: `its service for ${kind} has one collection, which has no name` });
        continue;
      }
      const each: readonly (string | undefined)[] = names.length === 0 ? [undefined] : names;
      for (const collection of each) {
        const url =
          service.collectionIn === "url"
            ? service.url.replace("{collection}", encodeURIComponent(collection ?? ""))
            : service.url;
        asks.push({ archive, service, url, patienceMs, ...(collection === undefined ? {} : { collection }) });
      }
    }
  }
  return { asks, passedOver };
}
