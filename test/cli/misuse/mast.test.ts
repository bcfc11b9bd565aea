import { testMisuse } from "./told-early.ts";

testMisuse("armillary mast observations", [
  ["mast observations M31 --filter bogus", '"bogus" is no filter'],
  ["mast observations M31 --filter =1", '"=1" is no filter'],
  [
    "mast observations M31 --filter t_min=100..abc",
    'In the filter "t_min=100..abc", "abc" is no end of a range: a number is, or a date such',
  ],
  ["mast observations M31 --filter t_min=..", 'The filter "t_min=.." has a range that is open at both ends'],
  ["mast observations M31 --filter a=", "has a value that is empty"],
  ["mast observations M31 --filter t_min=2022-13-45..", '"2022-13-45" in the filter on t_min is no day or time'],
  [
    "mast observations M31 --filter t_min=200..100",
    "The filter on t_min has a range that runs backwards: its first end is the lower one",
  ],
  ["mast observations M31 --radius x", '"x" is not an angle'],
  ["mast observations M31 --radius 5", '"5" is not an angle: it has no unit'],
  ["mast observations M31 --radius 0deg", "A radius is more than 0 and at most 180 degrees: not 0"],
  ["mast observations M31 --radius -1deg", "A radius is more than 0 and at most 180 degrees: not -1"],
  ["mast observations M31 --radius 200deg", "A radius is more than 0 and at most 180 degrees: not 200"],
  ['mast observations "400 10"', '"400 10" is not a position: the right ascension is above 360 degrees'],
  ['mast observations "10 100"', '"10 100" is not a position: the declination 100 is above 90 degrees'],
  ["mast observations --radius 5arcmin", "--radius is of a place, and none is given"],
  ["mast observations", "Observations are searched by a position, a name or filters; none was given"],
  ["mast observations M31 --columns a,,b", "A name between the commas is empty"],
  ["mast observations M31 --limit x", "A whole number from 0 is wanted"],
  ["mast observations M31 --limit -1", "A whole number from 0 is wanted"],
  ["mast observations M31 --limit 1.5", "A whole number from 0 is wanted"],
  ["mast observations M31 --to xyz", "Allowed choices are"],
  ["mast observations M31 -o out.xyz", "does not tell"],
  ["mast observations M31 -o out.csv.gz", "Output is not compressed here"],
  ["mast observations M31 --timeout x", "A duration is wanted"],
  ["mast observations M31 --retries x", "A whole number from 0 is wanted"],
  [
    "mast observations M31 --token-file x --anonymous",
    "option '--anonymous' cannot be used with option '--token-file <file>'",
  ],
  ["mast observations M31 --user nobody", "--user nobody has no password, and there is no terminal to ask for it on"],
  ["mast observations M31 --user :x", "A name is wanted, or NAME:PASSWORD"],
  ["mast observations M31 --nonsense", "unknown option '--nonsense'"],
  ["mast observations M31 extra", "too many arguments for 'observations'"],
  ["mast observations M31 --serialization x", "Allowed choices are"],
  ["mast observations M31 --compression x", "Allowed choices are"],
  ["mast observations M31 --votable-version 9", "Allowed choices are"],
  ["mast observations M31 --arrow-types x", "Allowed choices are"],
  ["mast observations M31 --count --describe", "option '--describe' cannot be used with option '--count'"],
  ["mast observations M31 --count -o out.csv", "--count tells a number, on standard output: -o and --to are for rows"],
  ["mast observations M31 --count --filter bogus", '"bogus" is no filter'],
  ["mast observations --describe --filter bogus", '"bogus" is no filter'],
  [
    "mast observations --describe --radius x",
    "--describe tells the columns, and --radius is about rows: leave one out",
  ],
  ["mast observations M31 --describe", "--describe tells the columns, and a target is about rows: leave one out"],
]);

testMisuse("armillary mast products", [
  ["mast products", "No observations are named"],
  ["mast products 123 --filter bogus", '"bogus" is no filter'],
  ["mast products 123 --observation bogus", '"bogus" is no filter'],
  ["mast products 123 --product bogus", '"bogus" is no filter'],
  ["mast products --target M31 --filter bogus", '"bogus" is no filter'],
  ["mast products --target M31 --product bogus", '"bogus" is no filter'],
  ["mast products --target M31 --observation bogus", '"bogus" is no filter'],
  [
    "mast products --target M31 --product size=a..b",
    'In the filter "size=a..b", "a" is no end of a range: a number is, or a date such as',
  ],
  ["mast products --target M31 --radius x", '"x" is not an angle'],
  ["mast products --target M31 --radius 0deg", "A radius is more than 0 and at most 180 degrees: not 0"],
  ['mast products --target "400 0"', '"400 0" is not a position: the right ascension is above 360 degrees'],
  ["mast products --filter calib_level=3", "No observations are named"],
  ["mast products 123 --table x", "A whole number from 0 is wanted"],
  ["mast products 123 --from xyz", "Allowed choices are"],
  ["mast products 123 --limit x", "A whole number from 0 is wanted"],
  ["mast products 123 --to xyz", "Allowed choices are"],
  [
    "mast products --mission mars x",
    'No mission "mars" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,',
  ],
  [
    'mast products --mission "../x" x',
    'No mission "../x" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,',
  ],
  ["mast products --mission hst", "No data sets are named"],
  ["mast products --mission hst x --filter bogus", '"bogus" is no filter'],
  ["mast products --mission hst x --target M31", "--target is about observations, and --mission lists data sets"],
  ["mast products --mission hst x --type SCIENCE", "--type is about observations, and --mission lists data sets"],
  [
    "mast products --mission hst x --observation a=b",
    "--observation is about observations, and --mission lists data sets",
  ],
  ["mast products --describe --filter bogus", '"bogus" is no filter'],
  [
    "mast products --target M31 --count -o out.csv",
    "--count tells a number, on standard output: -o and --to are for rows",
  ],
  [
    "mast products --mission mars!",
    'No mission "mars!" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,',
  ],
  ["mast products --describe --target M31", "--describe tells the columns, and a target is about rows: leave one out"],
]);

testMisuse("armillary mast download", [
  ["mast download", "No observations are named"],
  ["mast download --filter bogus", '"bogus" is no filter'],
  ["mast download --target M31 --filter bogus", '"bogus" is no filter'],
  ["mast download --target M31 --product bogus", '"bogus" is no filter'],
  ["mast download --target M31 --observation bogus", '"bogus" is no filter'],
  ["mast download --target M31 --radius x", '"x" is not an angle'],
  ['mast download --target "400 0"', '"400 0" is not a position: the right ascension is above 360 degrees'],
  ["mast download --radius 5arcmin", "--radius is of a place, and none is given"],
  ["mast download --filter calib_level=3", "No observations are named"],
  [
    "mast download mast:x --filter a=b",
    "A list of products is fetched as it is, and questions are for lists of their own",
  ],
  ["mast download mast:x --mission mars", "Allowed choices are"],
  ["mast download mast:x --parallel 0", "A whole number from 1 is wanted"],
  ["mast download mast:x --parallel x", "A whole number from 0 is wanted"],
  ["mast download mast:x --max-bytes x", "A size is wanted"],
  ["mast download mast:x --resume --overwrite", "option '--resume' cannot be used with option '--overwrite'"],
  ["mast download mast:x --dry-run --script x", "option '--script <out>' cannot be used with option '--dry-run'"],
  [
    "mast download mast:x --script a --bundle b.zip",
    "option '--script <out>' cannot be used with option '--bundle <out>'",
  ],
  ["mast download mast:x --bundle x.rar", "does not tell"],
  ["mast download --target M31 --bundle x.rar", "does not tell"],
  ["mast download mast:x --table x", "A whole number from 0 is wanted"],
  ["mast download mast:x --from xyz", "Allowed choices are"],
  ["mast download mast:x --timeout x", "A duration is wanted"],
  [
    "mast download mast:x --radius 5arcmin",
    "A list of products is fetched as it is, and questions are for lists of their own",
  ],
  [
    "mast download mast:x --observation a=b",
    "A list of products is fetched as it is, and questions are for lists of their own",
  ],
  ["mast download mast:x --cloud --bundle x.zip", "option '--bundle <out>' cannot be used with option '--cloud'"],
  ["mast download mast:x --flat --bundle x.zip", "option '--bundle <out>' cannot be used with option '--flat'"],
  ["mast download mast:x --script s.sh --cloud", "option '--script <out>' cannot be used with option '--cloud'"],
  ["mast download mast:x --bundle x.zip --verify", "option '--bundle <out>' cannot be used with option '--verify'"],
]);

testMisuse("armillary mast keywords", [
  ["mast keywords bogus", 'There are no keywords of "bogus"'],
  ["mast keywords nircam", "A search by keywords wants at least one filter: without any it is all files of the"],
  ["mast keywords nircam --filter bogus", '"bogus" is no filter'],
  ["mast keywords nircam --time-series --moving", "A time series is not of a moving target here: choose one"],
  ["mast keywords nircam --all-columns --columns a", "--columns names some, and --all-columns gives all"],
  ["mast keywords bogus --describe", 'There are no keywords of "bogus"'],
  ["mast keywords nircam --limit x", "A whole number from 0 is wanted"],
  ["mast keywords nircam --columns ,", "A name between the commas is empty"],
  ["mast keywords nircam --to xyz", "Allowed choices are"],
  ["mast keywords wss --time-series", "Wss has no science observations; the instruments have"],
  [
    "mast keywords nircam --filter a=2..1",
    "The filter on a has a range that runs backwards: its first end is the lower one",
  ],
  [
    "mast keywords nircam --filter program=1 --all-columns --columns a",
    "--columns names some, and --all-columns gives all",
  ],
  [
    "mast keywords nircam --describe --moving",
    "--describe tells the columns, and --moving is about rows: leave one out",
  ],
]);

testMisuse("armillary mast search", [
  ["mast search mars", 'No mission "mars" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,'],
  ["mast search MARS M31", 'No mission "mars" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,'],
  ["mast search ../x", 'No mission "../x" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,'],
  ["mast search hst M31 --radius x", '"x" is not an angle'],
  [
    "mast search hst M31 --radius 2deg",
    "A radius of 2 degrees is not answered: it must be above 0, and 0.5 (30 arcmin) at most",
  ],
  [
    "mast search hst M31 --radius 0deg",
    "A radius of 0 degrees is not answered: it must be above 0, and 0.5 (30 arcmin) at most",
  ],
  ['mast search hst "400 0"', '"400 0" is not a position: the right ascension is above 360 degrees'],
  ["mast search hst --filter bogus", '"bogus" is no filter'],
  ["mast search hst M31 --filter bogus", '"bogus" is no filter'],
  ["mast search hst M31 --sort -", "A name is wanted behind the sign"],
  ["mast search hst M31 --sort a,,b", "A name between the commas is empty"],
  ["mast search hst M31 --offset x", "A whole number from 0 is wanted"],
  ["mast search hst M31 --all-columns --columns a", "--columns names some, and --all-columns gives all"],
  ["mast search hst M31 --to xyz", "Allowed choices are"],
  ["mast search hst --radius 5arcmin", "--radius is of a place, and none is given"],
  [
    "mast search mars --describe",
    'No mission "mars" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,',
  ],
  [
    'mast search "mars!" --describe',
    'No mission "mars!" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,',
  ],
  [
    "mast search mars --count",
    'No mission "mars" is known here: there are hst, jwst, roman, roman_spectra, roman_cgi,',
  ],
  ["mast search", "missing required argument 'mission'"],
  ["mast search hst --describe --sort a", "--describe tells the columns, and --sort is about rows: leave one out"],
  ["mast search hst M31 --describe", "--describe tells the columns, and a target is about rows: leave one out"],
]);

testMisuse("armillary mast catalog", [
  ["mast catalog", "missing required argument 'catalog'"],
  ['mast catalog "no name!"', '"no name!" is no name of a catalogue'],
  ["mast catalog gaia", "A catalogue is asked by a place, by filters, or both"],
  ["mast catalog gaia M31 --release 9", "Gaia has no version 9; it has 3, 2, 1"],
  ["mast catalog gaia M31 --release x", '"x" is no release: a number is due'],
  ["mast catalog gaia M31 --radius x", '"x" is not an angle'],
  ["mast catalog gaia M31 --radius 0deg", "A radius is above 0 and at most 180 degrees: not 0"],
  ['mast catalog gaia "400 0"', '"400 0" is not a position: the right ascension is above 360 degrees'],
  ["mast catalog gaia M31 --filter bogus", '"bogus" is no filter'],
  ["mast catalog gaia --filter a=1", "gaia is only searched around a place; filters narrow that down"],
  ["mast catalog sdss M31", "sdss has no search; it can be cross-matched"],
  ["mast catalog gaia M31 --kind mean", "--kind is for panstarrs, not for gaia"],
  ["mast catalog gaia M31 --param bogus", '"bogus" is no parameter'],
  ["mast catalog panstarrs M31 --param a=b", "Pan-STARRS has no parameters but its columns: --filter names those"],
  ["mast catalog panstarrs M31 --release 7", "Pan-STARRS has the releases dr2 and dr1"],
  ['mast catalog panstarrs M31 --kind "a/b"', 'Pan-STARRS has no table "dr2/a/b"'],
  ["mast catalog panstarrs", "Pan-STARRS is asked by a place, by filters, or both"],
  ["mast catalog panstarrs M31 --radius x", '"x" is not an angle'],
  ["mast catalog panstarrs M31 --radius 0deg", "A radius is above 0 and at most 180 degrees: not 0"],
  ['mast catalog panstarrs "400 0"', '"400 0" is not a position: the right ascension is above 360 degrees'],
  ["mast catalog panstarrs M31 --filter bogus", '"bogus" is no filter'],
  [
    "mast catalog tic --filter Tmag!=3",
    "These filters say only what is not wanted, which MAST cannot be asked: add a place, or",
  ],
  ["mast catalog tic M31 --filter bogus", '"bogus" is no filter'],
  [
    "mast catalog tic --filter Tmag=2..1",
    "The filter on Tmag has a range that runs backwards: its first end is the lower one",
  ],
  ["mast catalog foo M31 --release 3", 'Versions of "foo" are not known: write its services\' name for one'],
]);

testMisuse("armillary mast crossmatch", [
  ["mast crossmatch places.csv", "required option '--catalog <name>' not specified"],
  ['mast crossmatch places.csv --catalog "no name!"', '"no name!" is no name of a catalogue'],
  ["mast crossmatch places.csv --catalog plato", "plato has no service for cross-matches in this version"],
  ["mast crossmatch places.csv --catalog gaia --release 9", "Gaia has no version 9; it has 3, 2, 1"],
  ["mast crossmatch places.csv --catalog gaia --release x", "A whole number from 0 is wanted"],
  ["mast crossmatch places.csv --catalog gaia --radius x", '"x" is not an angle'],
  [
    "mast crossmatch places.csv --catalog gaia --radius 5deg",
    "Matches are within a radius above 0, and 1 degree at most: not 5",
  ],
  [
    "mast crossmatch places.csv --catalog gaia --radius 0deg",
    "Matches are within a radius above 0, and 1 degree at most: not 0",
  ],
  ["mast crossmatch places.csv --catalog gaia --find x", "Allowed choices are"],
  ["mast crossmatch places.csv --catalog gaia --filter bogus", '"bogus" is no filter'],
  ["mast crossmatch places.csv --catalog gaia --table x", "A whole number from 0 is wanted"],
  ["mast crossmatch places.csv --catalog gaia --from xyz", "Allowed choices are"],
  ["mast crossmatch places.csv --catalog gaia --to xyz", "Allowed choices are"],
  ["mast crossmatch places.csv --catalog plato --release 1", "All-sky PLATO Input Catalog has no version 1"],
]);

testMisuse("armillary mast cutout", [
  ["mast cutout", "A cutout is of TARGET, or of a --moving body"],
  ["mast cutout M31 --moving Eros", "A cutout is of TARGET, or of a --moving body"],
  ["mast cutout M31 --service x", "Allowed choices are"],
  ["mast cutout M31 --service zcut --moving Eros", "A cutout is of TARGET, or of a --moving body"],
  ["mast cutout --moving Eros --service zcut", "--moving and --sector are for tesscut, not for zcut"],
  ["mast cutout M31 --service zcut --sector 1", "--moving and --sector are for tesscut, not for zcut"],
  ["mast cutout M31 --size x", "A size is wanted"],
  ["mast cutout M31 --size 1.5", "Pixels are whole; an angle has its unit"],
  ["mast cutout M31 --size 0", "A cutout is larger than nothing"],
  ["mast cutout M31 --size 5x", "A size is wanted"],
  ["mast cutout M31 --size 5degx5px", "A size is wanted"],
  ["mast cutout M31 --service zcut --size 1.5", "Pixels are whole; an angle has its unit"],
  ["mast cutout M31 --sector x", "A whole number from 0 is wanted"],
  ["mast cutout M31 --sector 0", "A whole number from 1 is wanted"],
  ["mast cutout M31 --survey x", "--survey and --format are for zcut, not for tesscut"],
  ["mast cutout M31 --format jpg", "--survey and --format are for zcut, not for tesscut"],
  ["mast cutout M31 --service zcut --format x", "Allowed choices are"],
  ["mast cutout M31 --service hapcut --list", "hapcut does not tell what has a place; it cuts all that do"],
  ["mast cutout M31 --parallel 0", "A whole number from 1 is wanted"],
  ["mast cutout M31 --parallel 100", "At most 10 requests are made at a time"],
  ["mast cutout M31 --parallel x", "A whole number from 0 is wanted"],
  ['mast cutout "400 0"', '"400 0" is not a position: the right ascension is above 360 degrees'],
  ['mast cutout "10 100"', '"10 100" is not a position: the declination 100 is above 90 degrees'],
  ['mast cutout --moving ""', "A moving target has a name or a number, as JPL Horizons has it"],
]);

testMisuse("armillary mast duplicates", [
  ["mast duplicates", "No proposed observation is given"],
  ["mast duplicates places.csv --target M31", "A table and one observation cannot both be looked at"],
  ["mast duplicates --target M31", "Observations are compared by their instrument"],
  [
    "mast duplicates --target M31 --moving Titan",
    "option '--target <target>' cannot be used with option '--moving <body>'",
  ],
  [
    "mast duplicates --target M31 --instrument BOGUS",
    'The proposed observation "M31" is of BOGUS, and JWST has NIRCAM, NIRISS, NIRSPEC, MIRI,',
  ],
  ["mast duplicates --target M31 --instrument NIRCAM --exposure x", "A number above 0 is wanted"],
  ["mast duplicates --target M31 --instrument NIRCAM --exposure 0", "A number above 0 is wanted"],
  ["mast duplicates --target M31 --instrument NIRCAM --radius x", '"x" is not an angle'],
  [
    "mast duplicates --target M31 --instrument NIRCAM --radius 0deg",
    'The proposed observation "M31" has a radius of 0',
  ],
  ["mast duplicates --target M31 --instrument NIRCAM --exposure-factor 0", "A number above 0 is wanted"],
  ["mast duplicates --target M31 --instrument NIRCAM --exposure-factor 0.5", "A factor from 1 on is wanted"],
  ["mast duplicates --target M31 --instrument NIRCAM --filter bogus", '"bogus" is no filter'],
  ["mast duplicates --target M31 --instrument NIRCAM --elements ,", "A name between the commas is empty"],
  [
    'mast duplicates --target "400 0" --instrument NIRCAM',
    '"400 0" is not a position: the right ascension is above 360 degrees',
  ],
  [
    "mast duplicates places.csv --ra nosuch",
    "The table of proposed observations has no column of instruments: one of instrument,",
  ],
  ["mast duplicates places.csv", "The table of proposed observations has no column of instruments: one of instrument,"],
  [
    "mast duplicates numbers.csv",
    "The table of proposed observations has no column of instruments: one of instrument,",
  ],
  ["mast duplicates places.csv --from xyz", "Allowed choices are"],
  [
    "mast duplicates places.csv --instrument NIRCAM",
    "--instrument, --elements, --exposure and --radius are of one observation, and a table of",
  ],
  [
    "mast duplicates places.csv --exposure 5",
    "--instrument, --elements, --exposure and --radius are of one observation, and a table of",
  ],
  [
    "mast duplicates --target M31 --instrument NIRCAM --ra x",
    "--ra and --dec name columns of a table, and one observation is given",
  ],
]);

testMisuse("armillary mast missions", [
  ["mast missions extra", "too many arguments for 'missions'"],
  ["mast missions --filter a=b", "unknown option '--filter'"],
  ["mast missions --timeout x", "A duration is wanted"],
]);

testMisuse("armillary mast invoke", [
  ["mast invoke", "missing required argument 'service'"],
  ['mast invoke "bad name"', '"bad name" is not the name of a Mashup service, such as "Mast.Caom.Cone"'],
  ["mast invoke Mast.Caom.Cone --param bogus", '"bogus" is no parameter'],
  ["mast invoke Mast.Caom.Cone --request x", "The request is no JSON"],
  ["mast invoke Mast.Caom.Cone --request [1]", "The request is no JSON object"],
  ["mast invoke Mast.Caom.Cone --filter a=1", "Services of Mashup have filters of their own form"],
  ["mast invoke Mast.Caom.Cone --raw --columns a", "--raw gives the answer as it is: leave --columns out"],
  ["mast invoke Mast.Caom.Cone --raw --limit 3", "--raw gives the answer as it is: leave --limit out"],
  ["mast invoke Mast.Caom.Cone --raw --to csv", "--raw gives the answer as it is: leave --to out"],
]);

testMisuse("armillary mast login", [
  ["mast login --store x", "Allowed choices are"],
  ["mast login", "There is no terminal to ask for the token on"],
  ["mast login extra", "too many arguments for 'login'"],
]);

testMisuse("armillary, other words", [
  ["mast whoami --anonymous --token-file x", "option '--anonymous' cannot be used with option '--token-file <file>'"],
  ["mast logout extra", "too many arguments for 'logout'"],
  ["mast bogus", "unknown command 'bogus'"],
  ["mast", "armillary mast wants a verb of its own"],
  ["job", "armillary job wants a verb of its own"],
  ["adql", "armillary adql wants a verb of its own"],
]);
