import { type Command, Option } from "commander";
import type { ProductQuestion } from "../../mast/open-products.ts";
import { severalOption } from "../common.ts";
import { FILTER_FORM } from "./table-options.ts";

/** What `--filter` is of, of products and of downloads. */
export const QUESTION_FILTER: string = `all must hold, each ${FILTER_FORM}; productType, calib_level, size, ... are of products, all other columns of observations`;

/** Which observations are meant, and which of their products. */
export interface QuestionFlags {
  readonly target?: string;
  readonly radius?: string;
  readonly filter?: readonly string[];
  readonly observation?: readonly string[];
  readonly product?: readonly string[];
  readonly type?: readonly string[];
  readonly extension?: readonly string[];
  readonly recommended?: boolean;
}

export function radiusOption(standard: string): Option {
  return new Option("--radius <angle>", `how far around it: 30arcsec, 5arcmin, 0.2deg (default: ${standard})`);
}

/** @param isFiltered - whether `--filter` is still to be defined */
export function addQuestionOptions(command: Command, isFiltered: boolean): Command {
  if (isFiltered) {
    command.addOption(severalOption("--filter <filter>", QUESTION_FILTER, "none"));
  }
  return command
    .addOption(new Option("--target <target>", "observations around a name, or a position (default: anywhere)"))
    .addOption(radiusOption("0.2deg"))
    .addOption(severalOption("--observation <filter>", "a filter of observations, whatever its column", "none"))
    .addOption(severalOption("--product <filter>", "a filter of products, whatever its column", "none"))
    .addOption(severalOption("--type <type>", "products of SCIENCE, PREVIEW, AUXILIARY, INFO"))
    .addOption(severalOption("--extension <ending>", "products whose names end so: fits, _x1d.fits"))
    .option("--recommended", "the minimum recommended products alone (default: all)");
}

/** Those among a verb's flags; filters are parted by whom they are of when the verb runs. */
export function choiceOf({ type, extension, recommended = false }: QuestionFlags): ProductQuestion["choice"] {
  return {
    ...(type === undefined ? {} : { types: type }),
    ...(extension === undefined ? {} : { extensions: extension }),
    ...(recommended ? { minimumRecommended: true } : {}),
  };
}
