import type { Json } from "../model/index.js";

/** Why a standard entity did not do what it was asked. What the operation changed is undone. */
export class EntityRefusal extends Error {
  override readonly name = "EntityRefusal";
  readonly nonRetriable: boolean;
  constructor(
    readonly code:
      | "InvalidInput"
      | "QueueEmpty"
      | "QueueFull"
      | "NoPermit"
      | "RateLimited"
      | "BegunElsewhere"
      | "NotBegun"
      | "ValueChanged",
    message: string,
    readonly details?: Json,
  ) {
    super(message);
    // All others depend on what is there, and that changes.
    this.nonRetriable = code === "InvalidInput";
  }
}
