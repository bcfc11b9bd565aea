import { fileNameOf, nameOf, safeName, safePath } from "@armillary/dali/download";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Claims } from "../../../packages/dali/src/download/names/claims.ts";

/** What Windows, macOS and Linux allow in the name of a file, said in another way than the code has it. */
function faultsOf(name: string): string[] {
  const stem = name.split(".")[0]?.trimEnd().toUpperCase() ?? "";
  const devices = [
    "CON",
    "PRN",
    "AUX",
    "NUL",
    ...[..."0123456789¹²³"].flatMap((digit) => [`COM${digit}`, `LPT${digit}`]),
  ];
  return [
    name === "" ? "empty" : "",
    name.startsWith(".") ? "hidden, or a way up" : "",
    /[. ]$/.test(name) ? "ends in what Windows takes away" : "",
    [...name].some((each) => (each.codePointAt(0) ?? 0) < 32 || '<>:"/\\|?*\x7f'.includes(each))
      ? "has characters that no name has"
      : "",
    devices.includes(stem) ? "is a device" : "",
    Buffer.byteLength(name) > 255 - ".part".length ? "is too long" : "",
    Buffer.from(name).toString() === name ? "" : "has half a character",
  ].filter((fault) => fault !== "");
}

/** Any text, and texts of pieces that mean something to file systems. */
const anyName = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        "..",
        "/",
        "\\",
        ".",
        " ",
        "CON",
        "nul",
        "COM¹",
        "lpt9",
        ":",
        "\0",
        "\n",
        "a",
        "€",
        "😀",
        "\ud800",
        ".fits",
        ".gz",
        "-",
        "~",
        "C:",
        "%2e",
        "ſ",
        "İ",
        "x".repeat(100),
      ),
      { maxLength: 30 },
    )
    .map((pieces) => pieces.join("")),
);

describe("laws", () => {
  test("any text becomes a name that is legal on Windows and POSIX, or none", () => {
    fc.assert(
      fc.property(anyName, (text) => {
        const name = safeName(text);
        if (name !== undefined) expect(faultsOf(name)).toEqual([]);
        else expect(text.trim().replace(/[. ]/g, "")).toBe("");
      }),
      { numRuns: 2000 },
    );
  });

  test("any text becomes a path that stays below its folder, each part a legal name", () => {
    fc.assert(
      fc.property(anyName, (text) => {
        const path = safePath(text);
        if (path === undefined) return;
        for (const name of path.split("/")) expect(faultsOf(name)).toEqual([]);
        expect(Buffer.byteLength(path)).toBeLessThanOrEqual(1000);
        expect(path.split("/").length).toBeLessThanOrEqual(17);
      }),
      { numRuns: 2000 },
    );
  });

  test("a name that was made safe stays as it is", () => {
    fc.assert(
      fc.property(anyName, (text) => {
        const name = safeName(text);
        if (name !== undefined) expect(safeName(name)).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });

  test("whatever headers and URLs say, there is a legal name", () => {
    const header = fc.oneof(
      anyName.map((name) => `attachment; filename="${name}"`),
      anyName.map((name) => `attachment; filename*=UTF-8''${name}`),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(header, fc.webUrl({ withQueryParameters: true }), (disposition, url) => {
        expect(faultsOf(nameOf({ url }, { url, disposition, contentType: null }))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("no two have one place, in any order, and each keeps its own", () => {
    const names = fc.array(
      fc.constantFrom("a", "A", "a.part", "A.PART", "b.fits", "B.FITS", "Ä", "A\u0308", "ß", "SS", "ﬁ.x", "fi.x"),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(names, (paths) => {
        const claims = new Claims(["a"]);
        const places = paths.map((path, at) => claims.claim(path, `key ${at}`));
        const folded = places
          .flatMap((place) => [place, `${place}.part`])
          .map((place) => place.normalize("NFKC").toLowerCase());
        expect(new Set(folded).size).toBe(folded.length);
        expect(paths.map((path, at) => claims.claim(path, `key ${at}`))).toEqual(places);
        expect(places.every((place) => faultsOf(`${place}.part`).length === 0)).toBe(true);
      }),
    );
  });
});

test.each([
  ["m31.fits", "m31.fits"],
  ["a b (1).fits", "a b (1).fits"],
  ["-30deg.fits", "-30deg.fits"],
  ["jw02731-o001_t017_nircam_clear-f090w_i2d.fits", "jw02731-o001_t017_nircam_clear-f090w_i2d.fits"],
  ["A\u0308.fits", "Ä.fits"],
  ["...", "_"],
  ["a/b", "a_b"],
  ["aux", "_aux"],
  ["aux .x", "_aux .x"],
  ["auxiliary.fits", "auxiliary.fits"],
  ["  x  ", "x"],
])("safeName(%j) is %j", (text, name) => expect(safeName(text)).toBe(name));

test.each([
  ["a/b/c.fits", "a/b/c.fits"],
  ["./a//b.fits", "a/b.fits"],
  ["../../x", "_/_/x"],
  ["/etc/passwd", "etc/passwd"],
  ["C:\\data\\x.fits", "C_/data/x.fits"],
  ["HST/con/x", "HST/_con/x"],
])("safePath(%j) is %j", (text, path) => expect(safePath(text)).toBe(path));

test("of a path that is too deep the name is left, and told from others of its kind", () => {
  const [one, two] = ["x", "y"].map((top) => safePath(`${`${top}/`.repeat(2000)}a.fits`));
  expect(one).toMatch(/^a-[0-9a-f]{16}\.fits$/);
  expect(two).toMatch(/^a-[0-9a-f]{16}\.fits$/);
  expect(one).not.toBe(two);
});

describe("Content-Disposition (RFC 6266, 8187)", () => {
  test.each([
    ["attachment; filename=a.fits", "a.fits"],
    ['attachment; filename="a b.fits"', "a b.fits"],
    ['attachment; filename="a\\"b.fits"', 'a"b.fits'],
    ['inline; FILENAME="a.fits"', "a.fits"],
    ['filename="a.fits"', "a.fits"],
    ["attachment; filename=a.fits; size=3", "a.fits"],
    ["attachment; filename*=UTF-8''%e2%82%ac.fits", "€.fits"],
    ["attachment; filename*=iso-8859-1'en'%A3.fits", "£.fits"],
    ["attachment; filename=\"a.fits\"; filename*=UTF-8''b.fits", "b.fits"],
    ["attachment; filename*=UTF-8''b.fits; filename=\"a.fits\"", "b.fits"],
    ["attachment; filename=\"a.fits\"; filename*=UTF-8''%ff.fits", "a.fits"],
    ["attachment; filename=\"a.fits\"; filename*=klingon''b.fits", "a.fits"],
    ['attachment; filename="%E2%82%AC.fits"', "€.fits"],
    ['attachment; filename="100%.fits"', "100%.fits"],
    ['attachment; filename="a;b.fits"', "a;b.fits"],
    ["attachment", undefined],
    ['attachment; filename=""', undefined],
    ['attachment; filename="a/"', undefined],
    ['attachment; filename="/tmp/a.fits"', "a.fits"],
    ["", undefined],
  ])("%s", (header, name) => expect(fileNameOf(header)).toBe(name));
});

describe("names out of URLs", () => {
  test.each([
    ["https://archive.example/data/m31.fits", null, "m31.fits"],
    ["https://archive.example/data/m%2031.fits.gz?x=1", null, "m 31.fits.gz"],
    [
      "https://mast.stsci.edu/api/v0.1/Download/file?uri=mast:HST/product/u9o40504m_c3m.fits",
      null,
      "u9o40504m_c3m.fits",
    ],
    ["https://mast.stsci.edu/api/v0.1/Download/file/?uri=mast%3AHST%2Fproduct%2Fu9.fits", null, "u9.fits"],
    ["https://archive.example/get.php?file=a/b.fits", null, "b.fits"],
    ["https://archive.example/cutout.fits?host=example.org", null, "cutout.fits"],
    ["https://archive.example/getproduct?id=17&ra=10.5", "image/fits", "getproduct.fits"],
    ["https://archive.example/getproduct?id=17", "application/x-votable+xml;content=datalink", "getproduct.vot"],
    ["https://archive.example/", null, "download"],
    ["https://archive.example/a/..%2f..%2fetc%2fpasswd", null, "__.._etc_passwd"],
    ["https://archive.example/%ff.fits", null, "%ff.fits"],
  ])("%s", (url, contentType, name) => {
    expect(nameOf({ url }, { url, disposition: null, contentType })).toBe(name);
  });
});
