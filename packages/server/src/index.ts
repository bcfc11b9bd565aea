export { type App, createApp } from "./app.ts";
export type { QueryEngine } from "./engine.ts";
export { SERVICE_ERROR_CODES, ServiceError, type ServiceErrorCode } from "./errors.ts";
export type { AppOptions, QueryExample, ServerLimits } from "./options.ts";
export { type RunningServer, type ServeOptions, serve } from "./serve.ts";
