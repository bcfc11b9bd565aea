/**
 * Names that astronomers write for a quantity whatever a table calls it, and the UCD that such a column has: `ra` finds
 * RAJ2000, `name` finds main_id.
 */
const HINTS: readonly (readonly [names: RegExp, ucd: RegExp])[] = [
  [/^(ra|raj2000|ra_?icrs|ra_?deg|alpha|right_?ascension|s_ra)$/, /^pos\.eq\.ra\b/],
  [/^(de|dec|dej2000|de_?icrs|dec_?deg|delta|declination|s_dec)$/, /^pos\.eq\.dec\b/],
  [/^(glon|l|lon|gal_?lon|lii)$/, /^pos\.galactic\.lon\b/],
  [/^(glat|b|lat|gal_?lat|bii)$/, /^pos\.galactic\.lat\b/],
  [/^(plx|parallax)$/, /^pos\.parallax\b/],
  [/^(pm_?ra|pmra)$/, /^pos\.pm;pos\.eq\.ra\b/],
  [/^(pm_?dec?|pmdec?)$/, /^pos\.pm;pos\.eq\.dec\b/],
  [/^(rv|radial_?velocity|vlsr|velocity)$/, /^(spect\.dopplerVeloc|phys\.veloc)/i],
  [/^(z|redshift|zsp|zph)$/, /^src\.redshift\b/],
  [
    /^(id|identifier|source_?id|obj_?id|objid|name|main_?id|designation)$/,
    /^meta\.id\b.*(meta\.main|src)|^meta\.id;meta\.main/,
  ],
  [/^(teff|temperature)$/, /^phys\.temperature\.effective\b/],
  [/^(epoch|ref_?epoch)$/, /^(meta\.ref;)?time\.epoch\b/],
  [/^(exptime|exposure|t_exptime|exposure_?time)$/, /^time\.duration;obs\.exposure\b/],
];

/** True when a column with this UCD may be what somebody means by a name. */
export function ucdFitsName(ucd: string, name: string): boolean {
  const wanted = name.toLowerCase();
  return HINTS.some(([names, ucds]) => names.test(wanted) && ucds.test(ucd));
}
