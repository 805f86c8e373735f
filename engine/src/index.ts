export * from "./model/index.js";
export {
  type Activity,
  type ActivityContext,
  type ActivityDefinition,
  ActivityShapeError,
  defineActivity,
} from "./activities/define.js";
export { HTTP_BODY_BYTES_MAX, httpRequest } from "./activities/http-request.js";
export { HttpRequestError, type HttpRequestErrorCode } from "./activities/http-request-error.js";
