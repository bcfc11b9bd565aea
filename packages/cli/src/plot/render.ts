import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Spec } from "vega";

/** Dots of a PNG a pixel of the picture: sharp on fine screens and in print. */
const PNG_SCALE = 2;

/** Draws a picture as SVG, without a browser; its description is for those who cannot see it. */
export async function renderSvg(spec: Spec): Promise<string> {
  const vega = await import("vega");
  const view = new vega.View(vega.parse(spec), { renderer: "none", logLevel: vega.Error });
  try {
    const svg = await view.toSVG();
    return svg.replace("<svg ", `<svg role="img" aria-label="${escaped(spec.description ?? "")}" `);
  } finally {
    view.finalize();
  }
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** An SVG as PNG, with fonts that come along: the same picture on every machine. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  const require = createRequire(import.meta.url);
  const fonts = [
    require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  ];
  const fontBuffers = await Promise.all(fonts.map((path) => readFile(path)));
  ready ??= readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")).then((wasm) => initWasm(wasm));
  await ready;
  const resvg = new Resvg(svg, {
    font: { fontBuffers, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
    fitTo: { mode: "zoom", value: PNG_SCALE },
  });
  try {
    const image = resvg.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    resvg.free();
  }
}

/** WebAssembly is compiled once a process. */
let ready: Promise<void> | undefined;
