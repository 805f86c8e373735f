import type { InstanceId } from "../../../model/index.js";

/*
 * The hashes below are written into segments: another function means another format version.
 * They are not those of `partitionOf`, whose low bits are the same for all keys of a partition.
 */

/** 32 bits of a key, evenly spread. Keys that differ may share them. */
export const keyHash = (key: InstanceId): number => hashOf(key, 0x9747b28c);

/** A property that a list can ask for: a workflow's name, or one tag with its value. */
export type Term =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "tag"; readonly tag: string; readonly value: string };

/** 32 bits of a term. Terms that differ may share them, so what they find is looked at once more. */
export function termHash(term: Term): number {
  if (term.kind === "name") return hashOf(term.name, 0x3c6ef372);
  return hashOf(term.value, hashOf(term.tag, 0x1b873593));
}

function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0xcc9e2d51);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  return mixed(hash ^ text.length);
}

/** Every bit of the result depends on every bit of the number. */
function mixed(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
