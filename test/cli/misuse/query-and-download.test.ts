import { expect, test } from "vitest";
import { openRefusingProxy } from "../../support/refusing-proxy.ts";
import { runLine, testMisuse } from "./told-early.ts";

testMisuse("armillary query", [
  ["query", "missing required argument 'service'"],
  ["query mast", "missing required argument 'adql'"],
  ['query bogus "SELECT 1"', '"bogus" is no service that is known here: a short name, or a base URL that begins with'],
  ['query mast "SELECT 1" --maxrec x', "A whole number from 0 is wanted"],
  ['query mast "SELECT 1" --sync --async', "option '--async' cannot be used with option '--sync'"],
  ['query mast "SELECT 1" --sync --resume', "--resume takes the result of a job, and --sync makes none"],
  ['query mast "SELECT 1" --no-wait --sync', "option '--no-wait' cannot be used with option '--sync'"],
  ['query mast "SELECT 1" --no-wait -o x.csv', "option '--no-wait' cannot be used with option '-o, --output <out>'"],
  ['query mast "SELECT 1" --keep --sync', "option '--keep' cannot be used with option '--sync'"],
  ['query mast "SELECT 1" --complete --maxrec 4', "option '--complete' cannot be used with option '--maxrec <n>'"],
  [
    'query mast "SELECT 1" --upload x',
    "NAME=FILE is wanted, the name of letters, digits and _, as it stands in the query",
  ],
  ['query mast "SELECT 1" --upload x=-', "A table to upload is a file or a URL"],
  [
    'query mast "SELECT 1" --upload 1x=places.csv',
    "NAME=FILE is wanted, the name of letters, digits and _, as it stands in the query",
  ],
  ['query mast "SELECT 1" --to xyz', "Allowed choices are"],
  ['query mast "SELECT 1" -o out.xyz', "does not tell"],
  ['query mast "SELECT 1" --timeout x', "A duration is wanted"],
  ['query mast "SELECT 1" --retries x', "A whole number from 0 is wanted"],
  ['query mast "SELECT 1" --user bob', "--user bob has no password, and there is no terminal to ask for it on"],
  ['query "https://" "SELECT 1"', '"https://" is not a URL'],
  [
    'query ftp://x/y "SELECT 1"',
    '"ftp://x/y" is no service that is known here: a short name, or a base URL that begins',
  ],
  ['query mast "SELECT 1" extra', "too many arguments for 'query'"],
  ['query mast "SELECT a FROM b" --upload x=-', "A table to upload is a file or a URL"],
  ['query mast "SELECT a FROM b" --no-wait --resume', "option '--no-wait' cannot be used with option '--resume'"],
  [
    'query bogus "SELECT a FROM b"',
    '"bogus" is no service that is known here: a short name, or a base URL that begins with',
  ],
  ['query "https://" "SELECT a FROM b"', '"https://" is not a URL'],
  ['query mast "SELECT a FROM b" --to xyz', "Allowed choices are"],
  ['query mast "SELECT a FROM b" -o out.xyz', "does not tell"],
  ['query mast "SELECT a FROM b" --user bob', "--user bob has no password, and there is no terminal to ask for it on"],
]);

testMisuse("armillary download", [
  ["download", "missing required argument 'in'"],
  ["download places.csv", "does not tell which column holds the URLs"],
  ["download places.csv --url-column nosuch", 'There is no column "nosuch"; there are ra, dec, name'],
  ["download urls.csv --name-column nosuch", 'There is no column "nosuch"; there are access_url'],
  ["download urls.csv --size-column nosuch", 'There is no column "nosuch"; there are access_url'],
  ["download http://example.org/a --parallel 0", "A whole number from 1 is wanted"],
  ["download http://example.org/a --per-host 0", "A whole number from 1 is wanted"],
  ["download http://example.org/a --max-bytes x", "A size is wanted"],
  ["download http://example.org/a --resume --overwrite", "option '--resume' cannot be used with option '--overwrite'"],
  [
    "download http://example.org/a --dry-run --script s",
    "option '--script <out>' cannot be used with option '--dry-run'",
  ],
  [
    "download http://example.org/a --list l --script s",
    "option '--script <out>' cannot be used with option '--list <out>'",
  ],
  ["download http://example.org/a --timeout x", "A duration is wanted"],
  ["download http://example.org/a --retries x", "A whole number from 0 is wanted"],
  ["download http://example.org/a --user bob", "--user bob has no password, and there is no terminal to ask for it on"],
  ["download ftp://example.org/a", "ftp: addresses are not read"],
  ["download urls.csv --from xyz", "Allowed choices are"],
  ["download urls.csv --table x", "A whole number from 0 is wanted"],
]);

test("a command that is well said does ask: the proxy counts", async () => {
  const proxy = await openRefusingProxy();
  try {
    const { status } = await runLine('mast observations M31 --filter "t_exptime=100.."', proxy);
    expect(status).toBe(1);
    expect(proxy.asked).toEqual(["CONNECT mast.stsci.edu:443"]);
  } finally {
    await proxy.close();
  }
});
