import type { Effect } from "./effect.js";
import type { Post } from "./message.js";

/** What follows from a step: something for the host to do, or a message to an instance or entity, wherever it lives. */
export type Consequence = Effect | Post;
