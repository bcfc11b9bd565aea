"""Makes spectra with astropy, or reads them: `make DIR` writes files and prints what is in them, `read URL...` prints the columns.

Numbers are told as the bytes of doubles, in hexadecimal.
"""
import io
import json
import struct
import sys
import urllib.request
import warnings

import numpy
from astropy import units
from astropy.io import fits
from astropy.io.votable import parse_single_table
from astropy.table import Table
from astropy.wcs import WCS

warnings.simplefilter("ignore")


def told(values):
    return [struct.pack(">d", float(value)).hex() for value in numpy.ma.filled(numpy.ma.asarray(values, dtype=float), numpy.nan)]


def metres(values, unit):
    return told((numpy.asarray(values, dtype=float) * units.Unit(unit)).to(units.m, equivalencies=units.spectral()).value)


def read(url):
    with urllib.request.urlopen(url) as answer:
        content = answer.read()
    if content.startswith(b"SIMPLE"):
        data = fits.open(io.BytesIO(content))[1]
        names = data.columns.names
        return {"columns": {name: told(data.data[name]) for name in names}, "units": {name: data.columns[name].unit for name in names}}
    table = parse_single_table(io.BytesIO(content))
    return {
        "columns": {field.name: told(table.array[field.name]) for field in table.fields},
        "units": {field.name: str(field.unit) for field in table.fields},
    }


def make(folder):
    random = numpy.random.default_rng(20261122)
    flux = random.normal(1e-14, 1e-15, 300)
    error = numpy.abs(random.normal(1e-15, 1e-16, 300))
    expected = {}

    def table(name, columns, wavelength, header=None, extname=None):
        hdu = fits.BinTableHDU.from_columns(columns, name=extname)
        primary = fits.PrimaryHDU()
        for key, value in (header or {}).items():
            primary.header[key] = value
        fits.HDUList([primary, hdu]).writeto(f"{folder}/{name}", overwrite=True)
        expected[name] = {"wavelength": wavelength, "flux": told(flux), "error": told(error)}

    wave = numpy.linspace(1150, 1775, 300)
    table("plain.fits", [
        fits.Column("WAVELENGTH", "D", unit="Angstrom", array=wave),
        fits.Column("FLUX", "D", unit="erg / (s cm2 Angstrom)", array=flux),
        fits.Column("ERROR", "D", unit="erg / (s cm2 Angstrom)", array=error),
    ], metres(wave, "Angstrom"))
    table("arrays.fits", [
        fits.Column("SPORDER", "I", array=[1]),
        fits.Column("NELEM", "I", array=[300]),
        fits.Column("WAVELENGTH", "300D", unit="Angstrom", array=[wave]),
        fits.Column("FLUX", "300D", array=[flux]),
        fits.Column("ERROR", "300D", array=[error]),
    ], metres(wave, "Angstrom"), extname="SCI")
    table("variable.fits", [
        fits.Column("WAVE", "PD()", unit="nm", array=numpy.array([wave / 10], dtype=object)),
        fits.Column("FLUX", "PD()", array=numpy.array([flux], dtype=object)),
        fits.Column("ERR", "PD()", array=numpy.array([error], dtype=object)),
    ], metres(wave / 10, "nm"))
    micron = numpy.linspace(0.6, 5.3, 300)
    table("jwst.fits", [
        fits.Column("WAVELENGTH", "D", unit="um", array=micron),
        fits.Column("FLUX", "D", unit="Jy", array=flux),
        fits.Column("FLUX_ERROR", "D", unit="Jy", array=error),
        fits.Column("SURF_BRIGHT", "D", unit="MJy/sr", array=flux * 2),
    ], metres(micron, "um"), extname="EXTRACT1D")
    loglam = numpy.linspace(3.58, 3.97, 300)
    table("sdss.fits", [
        fits.Column("flux", "D", array=flux),
        fits.Column("loglam", "D", array=loglam),
        fits.Column("ivar", "D", array=error),
    ], metres(10**loglam, "Angstrom"), extname="COADD")
    energy = numpy.linspace(0.3, 10, 300)
    table("xray.fits", [
        fits.Column("ENERGY", "D", unit="keV", array=energy),
        fits.Column("FLUX", "D", array=flux),
        fits.Column("FLUX_ERR", "D", array=error),
    ], metres(energy, "keV"))
    frequency = numpy.linspace(80, 120, 300)
    table("radio.fits", [
        fits.Column("FREQUENCY", "D", unit="GHz", array=frequency),
        fits.Column("FLUX", "D", array=flux),
        fits.Column("FLUX_ERR", "D", array=error),
    ], metres(frequency, "GHz"))

    def image(name, cards, unit):
        hdu = fits.PrimaryHDU(flux)
        for key, value in cards.items():
            hdu.header[key] = value
        hdu.writeto(f"{folder}/{name}", overwrite=True)
        coordinates = WCS(hdu.header).wcs_pix2world(numpy.arange(300.0), 0)[0]
        expected[name] = {"wavelength": metres(coordinates, unit), "flux": told(flux)}

    image("linear.fits", {"CTYPE1": "WAVE", "CUNIT1": "m", "CRVAL1": 4e-7, "CRPIX1": 10.5, "CDELT1": 2e-10}, "m")
    image("log.fits", {"CTYPE1": "WAVE-LOG", "CUNIT1": "m", "CRVAL1": 4e-7, "CRPIX1": 1.0, "CDELT1": 2e-10}, "m")
    image("frequency.fits", {"CTYPE1": "FREQ", "CUNIT1": "Hz", "CRVAL1": 1.4e9, "CRPIX1": 150.0, "CDELT1": 1e5}, "Hz")

    ecsv = Table({"wavelength": wave * units.AA, "flux": flux * units.Jy, "error": error * units.Jy})
    for name, form in (("table.ecsv", "ascii.ecsv"), ("table.tbl", "ascii.ipac"), ("table.vot", "votable"), ("table.csv", "ascii.csv")):
        ecsv.write(f"{folder}/{name}", format=form, overwrite=True)
        expected[name] = {"wavelength": metres(wave, "Angstrom"), "flux": told(flux), "error": told(error)}
    return expected


print(json.dumps(make(sys.argv[2]) if sys.argv[1] == "make" else [read(url) for url in sys.argv[2:]]))
