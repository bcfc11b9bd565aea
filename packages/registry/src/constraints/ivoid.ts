import { ARCHIVES, archiveNamed, authorityOf } from "../archives.ts";
import { anyWords, type Constraint, checkedWords } from "../constraint.ts";
import { RegistryError } from "../errors.ts";

/**
 * The resources of identifiers, in letters of any case.
 * @throws RegistryError code REG_USAGE for what is no ivoid
 */
export function ivoid(...ids: readonly string[]): Constraint {
  const wanted = checkedWords(ids, "identifier").map(parseIvoid);
  return {
    text: `ivoid: ${anyWords(wanted)}`,
    condition: ({ tools: { oneOf, raw } }) => oneOf(raw("r.ivoid"), wanted),
    judge: (record) => record.ivoid !== undefined && wanted.includes(record.ivoid),
  };
}

/**
 * Resources whose identifiers begin with an authority: `org.gavo.dc`, or `ivo://org.gavo.dc`. Of several, one is enough.
 * @throws RegistryError code REG_USAGE for what is none
 */
export function authority(...names: readonly string[]): Constraint {
  const wanted = checkedWords(names, "authority").map((name) => {
    const bare = name
      .toLowerCase()
      .replace(/^ivo:\/\//, "")
      .replace(/\/+$/, "");
    if (/^[a-z0-9][\w.!~*'()+=-]{2,}$/.test(bare)) return bare;
    throw new RegistryError("REG_USAGE", `"${name}" is no authority: irsa.ipac, org.gavo.dc.`);
  });
  return ofAuthorities(`authority: ${anyWords(wanted)}`, wanted);
}

/**
 * The resources of archives by their short names: `mast`, `heasarc`, `irsa`, `ned`; all of them without arguments.
 * @throws RegistryError code REG_USAGE for another name
 */
export function archive(...names: readonly string[]): Constraint {
  const wanted = names.length === 0 ? ARCHIVES : [...new Set(names.map(archiveNamed))];
  return ofAuthorities(
    `archive: ${anyWords(wanted.map(({ name }) => name))}`,
    wanted.flatMap(({ authorities }) => authorities),
    wanted.map(({ name }) => name),
  );
}

function ofAuthorities(text: string, authorities: readonly string[], archives: readonly string[] = []): Constraint {
  return {
    text,
    condition: ({ tools: { adql, anyOf } }) =>
      anyOf(
        // The authority's own record has nothing behind it.
        ...authorities.flatMap((each) => [adql`r.ivoid LIKE ${`ivo://${each}/%`}`, adql`r.ivoid = ${`ivo://${each}`}`]),
      ),
    judge({ ivoid: id, archive: name }) {
      if (id === undefined) return name === undefined ? undefined : archives.includes(name);
      return authorities.includes(authorityOf(id) ?? "");
    },
  };
}

/**
 * An identifier as RegTAP has it: in lower case (IVOA Identifiers 2.0, section 2.1).
 * @throws RegistryError code REG_USAGE
 */
export function parseIvoid(text: string): string {
  const id = text.trim().toLowerCase();
  if (/^ivo:\/\/[a-z0-9][^\s/?#]{2,}(\/[^\s]*)?$/.test(id)) return id;
  throw new RegistryError("REG_USAGE", `"${text}" is no identifier of a resource: ivo://irsa.ipac/tap.`);
}
