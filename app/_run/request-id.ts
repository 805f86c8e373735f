const BYTES = 16;

/**
 * A new name for a request, so that the same request sent twice starts one run. Not `randomUUID`:
 * browsers offer that only to secure origins, and a server on one's own network is often not one.
 */
export function newRequestId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
