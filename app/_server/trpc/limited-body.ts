/** The largest request body: an engine payload (16 MiB) with room for its envelope. */
export const BODY_BYTES_MAX = 20 * 1024 * 1024;

export type LimitedRequest =
  | { readonly ok: true; readonly request: Request }
  /** `declaredBytes` is absent when the body turned out too large while it was read. */
  | { readonly ok: false; readonly declaredBytes?: number };

/**
 * Reads a request's body, but never more than the limit, whatever its headers claim. A body within
 * the limit comes back as a request that can be read again.
 */
export async function withLimitedBody(request: Request, bytesMax: number = BODY_BYTES_MAX): Promise<LimitedRequest> {
  if (request.body === null) return { ok: true, request };
  const declaredBytes = Number(request.headers.get("content-length") ?? 0);
  if (declaredBytes > bytesMax) return { ok: false, declaredBytes };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return { ok: false };
    chunks.push(chunk);
  }
  const { url, method, headers, signal } = request;
  return { ok: true, request: new Request(url, { method, headers, signal, body: Buffer.concat(chunks) }) };
}
