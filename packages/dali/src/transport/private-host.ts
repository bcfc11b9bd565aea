/** Beginnings of addresses that belong to no one in particular: this machine, its network, its link (RFC 1918, 3927, 6598, 6890). */
const PRIVATE_IPV4 =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/** Loopback, unspecified, unique local, link-local (RFC 4193, 4291). */
const PRIVATE_IPV6 = /^(?:::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/;

/**
 * Whether a URL's host (as `URL.hostname` spells it) says by itself that it is this machine or one of its network. What a
 * name stands for is not looked up.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  if (!host.startsWith("[")) return PRIVATE_IPV4.test(host) && /^[\d.]+$/.test(host);
  const address = host.slice(1, -1);
  return PRIVATE_IPV6.test(address) || isPrivateMapped(address);
}

/** `::ffff:7f00:1`, as URLs spell the IPv4 address 127.0.0.1 in IPv6. */
function isPrivateMapped(address: string): boolean {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return false;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return PRIVATE_IPV4.test(`${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`);
}
