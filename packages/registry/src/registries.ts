/** A TAP service with the tables of RegTAP. */
export interface RegistryEndpoint {
  /** Base URL. */
  readonly url: string;
  readonly title: string;
}

/**
 * Registries of the whole VO, in the order in which they are asked; each harvests all others, so they differ by hours. The first
 * is GAVO's by https, then the name under which GAVO puts whichever of its mirrors works.
 */
export const REGISTRIES: readonly RegistryEndpoint[] = [
  // pyvo's docs/registry/index.rst; Firefly.
  { url: "https://dc.g-vo.org/tap", title: "GAVO Data Center, Heidelberg" },
  // pyvo's registry/regtap.py, its default; http is all it has.
  { url: "http://reg.g-vo.org/tap", title: "GAVO, whichever mirror works" },
  // pyvo's docs/registry/index.rst, as are the others.
  { url: "https://registry.euro-vo.org/regtap/tap", title: "ESA, ESAC" },
  { url: "https://mast.stsci.edu/vo-tap/api/v0.1/registry", title: "MAST, STScI" },
  { url: "http://gavo.aip.de/tap", title: "GAVO, AIP Potsdam" },
  { url: "http://voparis-rr.obspm.fr/tap", title: "Observatoire de Paris" },
];
