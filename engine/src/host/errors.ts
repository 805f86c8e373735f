import {
  DataDirDamaged,
  DataDirLocked,
  DataDirNewer,
  DataDirNotWritable,
  DiskFailed,
  HubError,
  HubStopped,
  InstanceExists,
  InstanceFinished,
  InstanceNotFinished,
  InstanceNotFound,
  InvalidCursor,
  InvalidInput,
  type Json,
  NotForkable,
  NotRewindable,
  RequestInterrupted,
  ResourceExhausted,
  UnknownOrchestration,
  WaitTimeout,
} from "../model/index.js";
import { diskFailure } from "../storage/file/data-directory.js";
import { InvalidCode } from "./realm/invalid-code.js";

/** An error on its way between threads. Classes do not survive the way: the code names the class. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details?: Json;
  readonly stack?: string;
}

type HubErrorClass = new (message: string, details?: Json) => HubError;

const CLASSES: Readonly<Record<string, HubErrorClass>> = {
  DataDirDamaged,
  DataDirLocked,
  DataDirNewer,
  DataDirNotWritable,
  DiskFailed,
  HubStopped,
  InstanceExists,
  InstanceFinished,
  InstanceNotFinished,
  InstanceNotFound,
  InvalidCursor,
  InvalidInput,
  NotForkable,
  NotRewindable,
  RequestInterrupted,
  ResourceExhausted,
  UnknownOrchestration,
  WaitTimeout,
};

export function errorToWire(thrownError: unknown): WireError {
  // The operating system's word for a disk that failed is not a bug of ours.
  const error = diskFailure(thrownError) ?? thrownError;
  if (error instanceof InvalidCode) {
    const details = error.line === undefined ? {} : { details: { line: error.line } };
    return { code: error.code, message: error.message, ...details };
  }
  if (error instanceof HubError) {
    const { code, message, details } = error;
    return { code, message, ...(details !== undefined && { details }) };
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  return { code: "EngineBug", message: thrown.message, ...(thrown.stack !== undefined && { stack: thrown.stack }) };
}

export function errorFromWire({ code, message, details, stack }: WireError): Error {
  if (code === "InvalidCode") {
    const line = lineOf(details);
    return line === undefined ? new InvalidCode(message) : new InvalidCode(message, line);
  }
  const Class = CLASSES[code];
  if (Class !== undefined) return new Class(message, details);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function lineOf(details: Json | undefined): number | undefined {
  const line = details !== null && typeof details === "object" && "line" in details ? details.line : undefined;
  return typeof line === "number" ? line : undefined;
}
