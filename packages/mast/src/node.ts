export {
  downloadProducts,
  type ProductDownloadOptions,
  type ProductDownloadSummary,
  type ProductPlanOptions,
  planProducts,
} from "./node/download-products.ts";
