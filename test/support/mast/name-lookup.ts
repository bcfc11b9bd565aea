import type { MashupService } from "./mashup-services.ts";

interface Place {
  readonly canonicalName: string;
  readonly ra: number;
  readonly decl: number;
  readonly objectType: string;
}

/** What the simulated resolver knows, by names in small letters without blanks. */
export const PLACES: Readonly<Record<string, Place>> = {
  m101: { canonicalName: "MESSIER 101", ra: 210.80227, decl: 54.34895, objectType: "G" },
  m31: { canonicalName: "MESSIER 031", ra: 10.684793, decl: 41.269065, objectType: "G" },
  egs: { canonicalName: "Extended Groth Strip", ra: 214.9, decl: 52.9, objectType: "Reg" },
  tic307210830: {
    canonicalName: "TIC 307210830",
    ra: 124.531756290083,
    decl: -68.3129998725044,
    objectType: "HighPM*",
  },
};

export function findPlace(name: string): Place | undefined {
  const key = name.toLowerCase().replaceAll(/\s/g, "");
  return Object.hasOwn(PLACES, key) ? PLACES[key] : undefined;
}

/** Answers in a form of its own, whose status is the empty text. */
export const NAME_LOOKUP: MashupService = ({ params }) => {
  const input = String(params["input"] ?? "");
  const place = findPlace(input);
  const found = {
    searchString: input.toLowerCase(),
    resolver: "NED",
    cached: true,
    resolverTime: 113,
    cacheDate: "Apr 12, 2017 9:28:24 PM",
    searchRadius: -1.0,
    ...place,
  };
  return { document: { resolvedCoordinate: place === undefined ? [] : [found], status: "" } };
};
