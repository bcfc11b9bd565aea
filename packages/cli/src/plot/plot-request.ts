import { extname } from "node:path";
import { usageError } from "../failure.ts";

/** How the sky is laid out: by the extent of what is drawn, around one place, or all of it. */
export const PROJECTIONS = ["auto", "tangent", "mollweide"] as const;
export type Projection = (typeof PROJECTIONS)[number];

/** A picture that is asked for. */
export interface PlotRequest {
  readonly file: string;
  readonly format: PictureFormat;
  readonly projection: Projection;
}

type PictureFormat = "svg" | "png";

/** @throws CommandError for a file that is not called as a picture is */
export function plotRequest(file: string, projection: Projection): PlotRequest {
  const format = extname(file).slice(1).toLowerCase();
  if (format === "svg" || format === "png") return { file, format, projection };
  throw usageError(
    `${file} is no name of a picture.`,
    "Pictures are .svg, which browsers show and papers take, or .png.",
  );
}
