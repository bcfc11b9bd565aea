export {
  downloadProducts,
  type ProductDownloadOptions,
  type ProductDownloadSummary,
  type ProductPlanOptions,
  planProducts,
} from "./node/download-products.ts";
export { type CutoutOutcome, type SaveCutoutsOptions, type SavedCutout, saveCutouts } from "./node/save-cutouts.ts";
