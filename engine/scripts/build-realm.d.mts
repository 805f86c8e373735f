import type { Plugin } from "esbuild";

/** The file that the engine reads at run time. */
export const REALM_BUNDLE: string;
/** The text of the script that makes the locked realm. */
export function bundleRealm(): Promise<string>;
/** Writes {@link REALM_BUNDLE}. */
export function buildRealm(): Promise<void>;
/** Makes JSONata's library evaluate without waiting. */
export const jsonataAtOnce: Plugin;
