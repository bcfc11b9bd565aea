import { childUrl, cleanBaseUrl, fixedParameters, mergeParameters, siblingUrl } from "@armillary/dali";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("parameters are merged into base URLs as archives register them", () => {
  const CONE = [
    ["RA", "10.68"],
    ["DEC", "+41.27"],
    ["SR", "0.1"],
  ] as const;
  const SENT = "RA=10.68&DEC=%2B41.27&SR=0.1";

  test.each<[archive: string, base: string, merged: string]>([
    [
      "HEASARC's new cone search",
      "https://heasarc.gsfc.nasa.gov/xamin/vo/cone?showoffsets&table=chanmaster&",
      `https://heasarc.gsfc.nasa.gov/xamin/vo/cone?showoffsets&table=chanmaster&${SENT}`,
    ],
    [
      "HEASARC's old cone search",
      "https://heasarc.gsfc.nasa.gov/cgi-bin/vo/cone/coneGet.pl?table=a1&",
      `https://heasarc.gsfc.nasa.gov/cgi-bin/vo/cone/coneGet.pl?table=a1&${SENT}`,
    ],
    [
      "IRSA's cone search, without &",
      "https://irsa.ipac.caltech.edu/SCS?table=fp_psc",
      `https://irsa.ipac.caltech.edu/SCS?table=fp_psc&${SENT}`,
    ],
    [
      "IRSA's images of WISE, with ? alone",
      "https://irsa.ipac.caltech.edu/ibe/sia/wise/allwise/p3am_cdd?",
      `https://irsa.ipac.caltech.edu/ibe/sia/wise/allwise/p3am_cdd?${SENT}`,
    ],
    [
      "IRSA's images of 2MASS",
      "https://irsa.ipac.caltech.edu/cgi-bin/2MASS/IM/nph-im_sia?type=at&ds=asky&",
      `https://irsa.ipac.caltech.edu/cgi-bin/2MASS/IM/nph-im_sia?type=at&ds=asky&${SENT}`,
    ],
    ["IRSA's SIA 2, with nothing", "https://irsa.ipac.caltech.edu/SIA", `https://irsa.ipac.caltech.edu/SIA?${SENT}`],
    [
      "MAST's images",
      "https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1?MISSION=HST&",
      `https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1?MISSION=HST&${SENT}`,
    ],
    [
      "MAST's spectra",
      "https://archive.stsci.edu/ssap/search2.php?id=BEFS&",
      `https://archive.stsci.edu/ssap/search2.php?id=BEFS&${SENT}`,
    ],
    [
      "NED, blanks as +",
      "https://ned.ipac.caltech.edu/cgi-bin/NEDobjsearch?search_type=Near+Position+Search&of=xml_main&",
      `https://ned.ipac.caltech.edu/cgi-bin/NEDobjsearch?search_type=Near+Position+Search&of=xml_main&${SENT}`,
    ],
    [
      "NED, blanks as they are",
      "https://ned.ipac.caltech.edu/cgi-bin/objsearch?search_type=Near Position Search",
      `https://ned.ipac.caltech.edu/cgi-bin/objsearch?search_type=Near%20Position%20Search&${SENT}`,
    ],
    [
      "a list with &amp;",
      "http://example.org/cone?cat=1&amp;out=all&amp;",
      `http://example.org/cone?cat=1&out=all&${SENT}`,
    ],
    ["a fragment", "http://example.org/cone?cat=1#top", `http://example.org/cone?cat=1&${SENT}`],
    ["a base completed twice", "http://example.org/cone?cat=1?", `http://example.org/cone?cat=1&${SENT}`],
    [
      "doubled ampersands, and one at the start",
      "http://example.org/cone?&cat=1&&",
      `http://example.org/cone?cat=1&${SENT}`,
    ],
    ["blanks and line ends around it", " \n http://example.org/cone \n", `http://example.org/cone?${SENT}`],
    [
      "an example's position left in the base, in other letters",
      "http://example.org/cone?ra=180&cat=1&Dec=0&SR=1",
      `http://example.org/cone?cat=1&${SENT}`,
    ],
    ["another port, a user's folder", "http://example.org:8080/~me/cone", `http://example.org:8080/~me/cone?${SENT}`],
  ])("%s", (_archive, base, merged) => {
    expect(mergeParameters(base, CONE)).toBe(merged);
  });

  test("JHU's images of SDSS: a FORMAT in the base is replaced, never doubled, and can be asked for before", () => {
    const base = "http://skyserver.sdss.org/SIAP.asmx/getSiapInfo?&FORMAT=image/fits&BANDPASS=i&";
    expect(mergeParameters(base, [["format", "ALL"]])).toBe(
      "http://skyserver.sdss.org/SIAP.asmx/getSiapInfo?BANDPASS=i&format=ALL",
    );
    expect(mergeParameters(base, [["POS", "1,2"]])).toBe(
      "http://skyserver.sdss.org/SIAP.asmx/getSiapInfo?FORMAT=image/fits&BANDPASS=i&POS=1%2C2",
    );
    expect(fixedParameters(base)).toEqual([
      ["FORMAT", "image/fits"],
      ["BANDPASS", "i"],
    ]);
    expect(fixedParameters("http://h/cone?showoffsets&q=a+b%21&bad=%zz")).toEqual([
      ["showoffsets", ""],
      ["q", "a b!"],
      ["bad", "%zz"],
    ]);
  });

  test("a parameter may come several times", () => {
    expect(
      mergeParameters("http://h/sia2?POS=0", [
        ["POS", "1"],
        ["POS", "2"],
      ]),
    ).toBe("http://h/sia2?POS=1&POS=2");
  });

  test("without parameters the base is cleaned, and no more", () => {
    expect(mergeParameters("HTTP://Example.ORG:80/a?b&", [])).toBe("http://example.org/a?b");
    expect(cleanBaseUrl("http://example.org/a?b&")).toBe("http://example.org/a?b&");
  });

  test("any values arrive as they were given, whatever the base", () => {
    const bases = fc.constantFrom(
      "http://h/p",
      "http://h/p?",
      "http://h/p?a=1",
      "http://h/p?a=1&",
      "http://h/p?flag&a=1&&",
    );
    const names = fc
      .string({ minLength: 1, unit: "binary" })
      .filter((name) => !["a", "flag"].includes(name.toLowerCase()));
    fc.assert(
      fc.property(bases, fc.array(fc.tuple(names, fc.string({ unit: "binary" }))), (base, given) => {
        const before = new URL(base.replace(/&+$/, "")).searchParams;
        const after = [...new URL(mergeParameters(base, given)).searchParams];
        expect(after).toEqual([...[...before].filter(([name]) => name !== ""), ...given]);
      }),
    );
  });
});

describe("resources below and beside a base", () => {
  test.each<[base: string, path: string, child: string]>([
    ["https://irsa.ipac.caltech.edu/TAP", "sync", "https://irsa.ipac.caltech.edu/TAP/sync"],
    ["https://ned.ipac.caltech.edu/tap/", "sync", "https://ned.ipac.caltech.edu/tap/sync"],
    ["https://example.org/tap//", "/async/17/phase", "https://example.org/tap/async/17/phase"],
    ["https://example.org/tap?", "tables", "https://example.org/tap/tables"],
    ["https://example.org/tap?key=1&", "tables", "https://example.org/tap/tables?key=1"],
    ["https://vao.stsci.edu/regtap/tapservice.aspx", "sync", "https://vao.stsci.edu/regtap/tapservice.aspx/sync"],
    ["https://example.org", "capabilities", "https://example.org/capabilities"],
    ["https://[::1]:8080/a%20b/", "x?", "https://[::1]:8080/a%20b/x?"],
  ])("%s, %s", (base, path, child) => {
    expect(childUrl(base, path)).toBe(child);
  });

  test.each<[base: string, sibling: string]>([
    ["http://dc.g-vo.org/stars/q/cone/scs.xml?", "http://dc.g-vo.org/stars/q/cone/capabilities"],
    ["http://example.org/tap/sync/", "http://example.org/tap/capabilities"],
    ["http://example.org", "http://example.org/capabilities"],
  ])("capabilities beside %s", (base, sibling) => {
    expect(siblingUrl(base, "capabilities")).toBe(sibling);
  });
});

test.each([
  "",
  "tap.example.org/tap",
  "ftp://example.org/x",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "http://",
  "ivo://ned.ipac/x",
])("%j is no service's address", (text) => {
  expect(() => cleanBaseUrl(text)).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
});
