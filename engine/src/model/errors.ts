import type { Json } from "./value.js";

/**
 * What a hub refuses, and why. `code` is the stable word to branch on and the class's name; the
 * message is a sentence for a person. `details` are plain data: an error that is raised in one
 * thread is the same error in another.
 */
export abstract class HubError extends Error {
  abstract readonly code: string;
  constructor(
    message: string,
    readonly details?: Json,
  ) {
    super(message);
  }
}

/** A request breaks a rule: an id, a limit, a value that is not JSON. */
export class InvalidInput extends HubError {
  override readonly name = "InvalidInput";
  readonly code = "InvalidInput";
}

/** The instance id is taken. */
export class InstanceExists extends HubError {
  override readonly name = "InstanceExists";
  readonly code = "InstanceExists";
}

export class InstanceNotFound extends HubError {
  override readonly name = "InstanceNotFound";
  readonly code = "InstanceNotFound";
}

/** The instance has ended: it hears of nothing more. */
export class InstanceFinished extends HubError {
  override readonly name = "InstanceFinished";
  readonly code = "InstanceFinished";
}

/** The instance has not ended, and what was asked for is done with one that has. */
export class InstanceNotFinished extends HubError {
  override readonly name = "InstanceNotFinished";
  readonly code = "InstanceNotFinished";
}

/** The instance has not failed, or cannot go on from where it failed. */
export class NotRewindable extends HubError {
  override readonly name = "NotRewindable";
  readonly code = "NotRewindable";
}

/** No instance can go on from that event, or with that edit. */
export class NotForkable extends HubError {
  override readonly name = "NotForkable";
  readonly code = "NotForkable";
}

/** The name is not registered, or the version is not published. */
export class UnknownOrchestration extends HubError {
  override readonly name = "UnknownOrchestration";
  readonly code = "UnknownOrchestration";
}

/** The instance has not finished in the time that the caller gave it. It goes on. */
export class WaitTimeout extends HubError {
  override readonly name = "WaitTimeout";
  readonly code = "WaitTimeout";
}

/** A list's cursor is not one that a list gave. */
export class InvalidCursor extends HubError {
  override readonly name = "InvalidCursor";
  readonly code = "InvalidCursor";
}

/**
 * A part of the engine was restarted meanwhile, and whether the request was done is not known: it told an event or a signal,
 * which cannot be asked again, was about an instance whose id another one may have by now, or the clock was set back
 * meanwhile.
 */
export class RequestInterrupted extends HubError {
  override readonly name = "RequestInterrupted";
  readonly code = "RequestInterrupted";
}

/** There is more to do than the engine can take. `details.retryAfterMs` says when to ask again. */
export class ResourceExhausted extends HubError {
  override readonly name = "ResourceExhausted";
  readonly code = "ResourceExhausted";
}

/** The hub was closed, its log failed, or Dacapo broke. `details.stopCode` is the health's code. */
export class HubStopped extends HubError {
  override readonly name = "HubStopped";
  readonly code = "HubStopped";
}

/** The data directory was written by a newer Dacapo. */
export class DataDirNewer extends HubError {
  override readonly name = "DataDirNewer";
  readonly code = "DataDirNewer";
}

export class DataDirNotWritable extends HubError {
  override readonly name = "DataDirNotWritable";
  readonly code = "DataDirNotWritable";
}

/** Another process, or another hub of this one, has the data directory open. */
export class DataDirLocked extends HubError {
  override readonly name = "DataDirLocked";
  readonly code = "DataDirLocked";
}

/** What is stored is not what was written. The message names the file and the offset. */
export class DataDirDamaged extends HubError {
  override readonly name = "DataDirDamaged";
  readonly code = "DataDirDamaged";
}

/** The disk refused to take or to keep what was written. `details.stopCode` is `DISK_FULL` or `DISK_FAILED`. */
export class DiskFailed extends HubError {
  override readonly name = "DiskFailed";
  readonly code = "DiskFailed";
}
