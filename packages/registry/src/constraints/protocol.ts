import { type AdqlText, isAdqlText } from "@armillary/adql";
import { anyWords, type Constraint } from "../constraint.ts";
import { RegistryError } from "../errors.ts";
import type { RegistryFeatures } from "../features.ts";
import { isStandardRole } from "../normalise.ts";
import { type Protocol, protocolOf, protocolsNamed } from "../protocols.ts";

export interface ProtocolOptions {
  /** Of the standard: `1.1` takes that and `1.1.2`, `1` all that begin with it. Services that do not say are left out. */
  readonly version?: string;
  /** Also what leads to a service of many datasets from the record of one: `tap#aux` (default false). */
  readonly auxiliary?: boolean;
}

/** A constraint that says which protocols are wanted, so that a list of services can be of those. */
export interface ProtocolConstraint extends Constraint {
  readonly protocols: readonly Protocol[];
  readonly auxiliary: boolean;
}

/**
 * Resources with a service of a protocol: `scs`, `sia1`, `sia2`, `sia` for both, `ssa`, `tap`, …, or a standard identifier.
 * Of several, one is enough.
 *
 * Standards that name their endpoints are found by the fragment of their identifier: SIA 2 is `…/sia#query-2.%`, and the same
 * without is SIA 1 (RegTAP 1.2, section 10.1).
 * @throws RegistryError code REG_USAGE for a protocol that is not known
 */
export function protocol(names: string | readonly string[], options: ProtocolOptions = {}): ProtocolConstraint {
  const { version, auxiliary = false } = options;
  const given = typeof names === "string" ? [names] : names;
  const protocols = [...new Set(given.flatMap((name) => protocolsNamed(name)))];
  if (protocols.length === 0) throw new RegistryError("REG_USAGE", "A protocol is wanted: scs, sia, ssa, tap, …");
  if (version !== undefined && !/^\d+(\.\d+)*$/.test(version)) {
    throw new RegistryError("REG_USAGE", `"${version}" is no version of a standard: 2, 1.1.`);
  }
  const suffix = `${version === undefined ? "" : `, version ${version}`}${auxiliary ? ", auxiliary ones, too" : ""}`;
  return {
    text: `protocol: ${anyWords(protocols.map(({ name }) => name))}${suffix}`,
    protocols,
    auxiliary,
    condition(features) {
      const { adql, anyOf } = features.tools;
      const standard = anyOf(...protocols.map((each) => standardOf(each, auxiliary, features)));
      // Of the standard: a page for browsers is no service.
      const role = adql`(i.intf_role = ${"std"} OR i.intf_role LIKE ${"std:%"})`;
      const asked = version === undefined ? undefined : versionOf(version, protocols, features);
      return adql`r.ivoid IN (SELECT c.ivoid FROM rr.capability AS c JOIN rr.interface AS i ON i.ivoid = c.ivoid AND i.cap_index = c.cap_index WHERE ${features.tools.allOf(standard, role, asked)})`;
    },
    judge({ capabilities }) {
      return capabilities.some(({ standardId, interfaces }) => {
        const use = protocolOf(standardId);
        if (use === undefined || !protocols.includes(use.protocol) || (use.isAuxiliary && !auxiliary)) return false;
        return interfaces.some(
          ({ role, version: spoken }) =>
            isStandardRole(role) && (version === undefined || isVersion(use.version ?? spoken, version)),
        );
      });
    },
  };
}

/** The capabilities of a protocol, by their identifiers. */
function standardOf(
  { standard, key, major, auxiliary }: Protocol,
  withAuxiliary: boolean,
  features: RegistryFeatures,
): AdqlText {
  const { adql, anyOf, oneOf, raw } = features.tools;
  const column = raw("c.standard_id");
  const behind = major === undefined ? "%" : `${major}.%`;
  if (key === undefined) {
    const ids = withAuxiliary && auxiliary !== undefined ? [standard, `${standard}#${auxiliary}`] : [standard];
    return oneOf(column, ids);
  }
  const main = adql`${column} LIKE ${`${standard}#${key}-${behind}`}`;
  const aux = withAuxiliary && auxiliary !== undefined && adql`${column} LIKE ${`${standard}#${auxiliary}-${behind}`}`;
  return isAdqlText(aux) ? anyOf(main, aux) : main;
}

/** Where the identifier has no version, the interface may. */
function versionOf(
  version: string,
  protocols: readonly Protocol[],
  { tools: { adql, anyOf } }: RegistryFeatures,
): AdqlText {
  const [exact, longer] = [version, `${version}.%`];
  const byId = protocols
    .filter(({ key }) => key !== undefined)
    .flatMap(({ standard, key }) => [
      adql`c.standard_id = ${`${standard}#${key}-${exact}`}`,
      adql`c.standard_id LIKE ${`${standard}#${key}-${longer}`}`,
    ]);
  return anyOf(adql`i.std_version = ${exact}`, adql`i.std_version LIKE ${longer}`, ...byId);
}

function isVersion(spoken: string | undefined, wanted: string): boolean {
  return spoken === wanted || spoken?.startsWith(`${wanted}.`) === true;
}
