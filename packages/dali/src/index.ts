export type { Credential, CredentialScope } from "./auth/credential.ts";
export { mayUse } from "./auth/credentials.ts";
export { isSameOrigin } from "./auth/origin.ts";
export { withCredentials } from "./auth/with-credentials.ts";
export type { ClassifiedBody } from "./body/classify.ts";
export { classifyBody } from "./body/classify.ts";
export type { FailureContext } from "./body/failure.ts";
export { failureOf } from "./body/failure.ts";
export { BODY_KINDS, type BodyKind } from "./body/kind.ts";
export { withBody } from "./body/with-body.ts";
export type { XmlJunk } from "./body/xml-start.ts";
export type { DalErrorCode, ServiceFailure } from "./errors.ts";
export { DAL_ERROR_CODES, DalError } from "./errors.ts";
export { isDalError, isUnreachable, type OperationOptions } from "./operation.ts";
export { Deadline } from "./transport/deadline.ts";
export type { TransportEvent } from "./transport/events.ts";
export { printEvent } from "./transport/log.ts";
export { onAbort } from "./transport/on-abort.ts";
export { isPrivateHost } from "./transport/private-host.ts";
export { redactUrl } from "./transport/redact.ts";
export type { RetryOptions } from "./transport/retry.ts";
export type { Rewrite } from "./transport/rewrite.ts";
export { parseRewrites } from "./transport/rewrite.ts";
export { createTransport } from "./transport/transport.ts";
export type { DalRequest, DalResponse, Part, Transport, TransportOptions } from "./transport/types.ts";
export type { OperationalPurpose } from "./transport/user-agent.ts";
export { childUrl, cleanBaseUrl, fixedParameters, mergeParameters, siblingUrl } from "./url/base-url.ts";
export { abortJob, deleteJob, setDestruction, setExecutionDuration, setParameters } from "./uws/change.ts";
export {
  type CreateJobOptions,
  createJob,
  type GetJobOptions,
  getJob,
  getPhase,
  getQuote,
  type ListJobsOptions,
  listJobs,
  type StartJobOptions,
  startJob,
} from "./uws/client.ts";
export { parseJob, type UwsErrorSummary, type UwsJob, type UwsParameter, type UwsResult } from "./uws/job.ts";
export { JobHandle } from "./uws/job-handle.ts";
export { parseJobList, type UwsJobReference } from "./uws/job-list.ts";
export { cleanJobUrl, jobUrlOf, resultUrls } from "./uws/job-url.ts";
export { failureOfJob, type OpenResultOptions, openResult } from "./uws/outcome.ts";
export { PHASES, type Phase, type PhaseStage, parsePhase, stageOf } from "./uws/phase.ts";
export { type WaitOptions, waitForJob } from "./uws/wait.ts";
export { ANGLE_UNITS, type AngleUnit, parseAngleDeg, printAngleDeg } from "./values/angle.ts";
export { parseInterval, printInterval } from "./values/interval.ts";
export { parseMaxrec, printMaxrec } from "./values/maxrec.ts";
export { type Pos, parsePos, printPos } from "./values/pos.ts";
export {
  looksLikePosition,
  parsePosition,
  printPosition,
  printSexagesimal,
  type SkyPosition,
} from "./values/position.ts";
export {
  type FormatMeaning,
  formatOfIvoid,
  type MediaType,
  parseMediaType,
  readFormat,
  TABLE_FORMATS,
  type TableFormat,
  VOTABLE_SERIALIZATIONS,
  type VotableSerialization,
} from "./values/response-format.ts";
export {
  epochMsOfMjd,
  jdOfMjd,
  mjdOfEpochMs,
  mjdOfJd,
  parseDaliTimestamp,
  printTimestamp,
  readServiceTime,
  type ServiceTime,
} from "./values/timestamp.ts";
export { parseUpload, printUpload, type UploadEntry } from "./values/upload.ts";
export { type Availability, parseAvailability } from "./vosi/availability.ts";
export { type AccessPoint, accessPoints, findCapabilities, parseCapabilities } from "./vosi/capabilities.ts";
export type { AccessUrl, Capability, InputParameter, MirrorUrl, ServiceInterface } from "./vosi/capability.ts";
export { isOpen } from "./vosi/capability.ts";
export {
  type FetchTablesOptions,
  fetchAvailability,
  fetchCapabilities,
  fetchTable,
  fetchTables,
  streamTables,
} from "./vosi/fetch.ts";
export type { ServiceProfile, SkyPair } from "./vosi/service-profile.ts";
export { isStandard, parseStandardId, type StandardId } from "./vosi/standard-id.ts";
export type {
  AccessMode,
  AdqlDeclaration,
  DataAmount,
  DataLimit,
  DataModel,
  LanguageFeature,
  LanguageVersion,
  OutputFormat,
  QueryLanguage,
  TableAccess,
  TimeLimit,
  UploadMethod,
} from "./vosi/table-access.ts";
export { adqlOf, limitFor } from "./vosi/table-access.ts";
export type {
  ColumnDescription,
  ForeignKeyDescription,
  SchemaDescription,
  TableDescription,
  TableSet,
  TablesProblem,
} from "./vosi/tables/model.ts";
export { openTables, readTables, type TablesOptions, type TablesReader } from "./vosi/tables/reader.ts";
export type { XmlAttribute, XmlElement } from "./xml/element.ts";
export {
  attributeOf,
  childOf,
  childrenOf,
  childText,
  isNil,
  isTrue,
  rawTextOf,
  textOf,
  typeOf,
  XLINK_NAMESPACE,
  XSI_NAMESPACE,
} from "./xml/element.ts";
export type { XmlOptions } from "./xml/options.ts";
export { parseXml } from "./xml/parse.ts";
export { readXml } from "./xml/read.ts";
