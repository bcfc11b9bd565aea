/** Something known of an archive, and how. */
export interface LinksFact<Value> {
  readonly value: Value;
  /** `documented` by the archive or a client that is made for it; `observed` in its answers. */
  readonly confidence: "documented" | "observed";
  readonly source: string;
}

/** Tells a link to a folder, which is no single file: what matches any of it is one. */
export interface DirectoryMark {
  /** Matched against `access_url`. */
  readonly accessUrl?: RegExp;
  /** Matched against `semantics`. */
  readonly semantics?: RegExp;
}

/**
 * How a links service departs from DataLink, or wants to be asked. What is absent is not known, and the service is taken to
 * keep to the standard.
 */
export interface LinksFacts {
  /** Short name. */
  readonly id: string;
  /** Base URLs, or what they begin with. */
  readonly urls: readonly string[];
  /** Parameters that are sent where neither the base URL nor the caller has them. */
  readonly parameters?: LinksFact<Readonly<Record<string, string>>>;
  /** So many IDs are answered in one request; the rest is left out without a word, or with one. */
  readonly idsPerRequest?: LinksFact<number>;
  /** Characters of a URL that are safe; longer questions go by POST. */
  readonly urlCharacters?: LinksFact<number>;
  readonly directory?: LinksFact<DirectoryMark>;
  /** What it means that an ID has no links. */
  readonly noLinksMean?: LinksFact<string>;
}

const documented = <T>(value: T, source: string): LinksFact<T> => ({ value, confidence: "documented", source });
const observed = <T>(value: T, source: string): LinksFact<T> => ({ value, confidence: "observed", source });

/** None of these was tried by us: each has its source. */
export const LINKS_FACTS: readonly LinksFacts[] = [
  {
    id: "heasarc",
    urls: ["https://heasarc.gsfc.nasa.gov/xamin/vo/datalink", "https://heasarc.gsfc.nasa.gov/xamin_aws/vo/datalink"],
    parameters: documented({ sizefiles: "false" }, "astroquery's heasarc/core.py: looking sizes up is much slower"),
    urlCharacters: documented(1000, "astroquery, issue 3276: 414 Request-URI Too Large"),
    directory: observed(
      { accessUrl: /\/FTP\/.*\/$/, semantics: /#[\w-]+\.obs$/ },
      "a client's log of 2026: the folder of an observation was of type `directory`, and is now `text/html`",
    ),
    noLinksMean: documented("its data are not public", "HEASARC's tutorials on data access with pyvo"),
  },
  {
    id: "cadc",
    urls: ["https://ws.cadc-ccda.hia-iha.nrc-cnrc.gc.ca/caom2ops", "https://ws-cadc.canfar.net/caom2ops"],
    idsPerRequest: documented(25, "astroquery's cadc package: about 25 IDs a call are answered"),
  },
];

/** What is known of the links service at a URL: the facts that match most of it. */
export function findLinksFacts(url: string): LinksFacts | undefined {
  const wanted = url.toLowerCase();
  let best: LinksFacts | undefined;
  let longest = 0;
  for (const facts of LINKS_FACTS) {
    for (const start of facts.urls) {
      if (start.length <= longest || !isBelow(wanted, start.toLowerCase())) continue;
      best = facts;
      longest = start.length;
    }
  }
  return best;
}

function isBelow(url: string, start: string): boolean {
  return url.startsWith(start) && /^(?:$|[/?#])/.test(url.slice(start.length));
}
