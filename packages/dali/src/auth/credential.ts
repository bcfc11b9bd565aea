/** Where a secret may go: to one origin, below one path. */
export interface CredentialScope {
  /** Scheme, host and port, e.g. `https://mast.stsci.edu`. */
  readonly origin: string;
  /** Whole segments of the path that URLs must begin with (default `/`). */
  readonly path?: string;
  /** A secret for an http origin other than this machine is refused unless this is true. */
  readonly allowCleartext?: boolean;
}

/** A secret, bound to the origin it was given for. */
export type Credential =
  | (CredentialScope & { readonly kind: "basic"; readonly user: string; readonly password: string })
  | (CredentialScope & { readonly kind: "bearer"; readonly token: string })
  /** `Authorization: token …`, as MAST has it. */
  | (CredentialScope & { readonly kind: "token"; readonly token: string })
  | (CredentialScope & {
      readonly kind: "cookie";
      readonly name: string;
      readonly value: string;
      /** Also for hosts below this domain, which must be the origin's host or a domain above it (default: that host alone). */
      readonly domain?: string;
    })
  /** A TLS client certificate (Node alone), in PEM. */
  | (CredentialScope & {
      readonly kind: "certificate";
      readonly certificate: string;
      readonly key: string;
      readonly passphrase?: string;
    });
