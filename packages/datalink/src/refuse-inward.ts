import { DalError, isPrivateHost } from "@armillary/dali";

/**
 * A document from outside must not make us ask this machine, or its network; one of which nobody knows where it is from, or
 * from a file, is its reader's own.
 * @throws DalError DAL_REDIRECT
 */
export function refuseInward(url: string, documentUrl: string | undefined): void {
  const target = new URL(url);
  if (!/^https?:$/.test(target.protocol)) {
    throw new DalError("DAL_REDIRECT", `${url} is not asked: only http and https are.`, { url });
  }
  if (documentUrl === undefined || !URL.canParse(documentUrl)) return;
  const base = new URL(documentUrl);
  if (isPrivateHost(target.hostname) && /^https?:$/.test(base.protocol) && !isPrivateHost(base.hostname)) {
    throw new DalError(
      "DAL_REDIRECT",
      `${url} is not asked: ${base.hostname} leads to this machine, or its network. Ask for it by itself if that is meant.`,
      { url },
    );
  }
}
