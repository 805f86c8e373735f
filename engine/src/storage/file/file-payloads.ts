import path from "node:path";
import { DataDirDamaged, invariant, type JsonText } from "../../model/index.js";
import { PayloadCache } from "../payload-cache.js";
import {
  type PayloadRef,
  type Payloads,
  payloadBytes,
  payloadRef,
  payloadText,
  refOf,
  type Unreferred,
} from "../payloads.js";
import type { Files } from "./files.js";

/** Some of the largest payloads, or many of the smallest. */
const CACHE_BYTES_MAX = 32 * 1024 * 1024;
/** Some megabytes of memory, and at least six gigabytes of texts. */
const KNOWN_MAX = 100_000;

/** A text's name in its folder, or its draft's. */
const OUR_NAME = /^[0-9a-f]{62}(\..+\.new)?$/;

export interface FilePayloadsOptions {
  /**
   * Tells the drafts of one writer from those of the others who have the directory open at the same
   * time: the number of the writer's log, say.
   */
  readonly writer?: string;
  /** Limit for what is kept of the texts that were read. */
  readonly cacheBytesMax?: number;
  /** Limit for the texts of which it is remembered that they are on the disk. */
  readonly knownMax?: number;
}

/**
 * Large texts as files, named by the first two and the other 62 digits of their reference:
 *
 *   payloads/ab/cdef…           a text, whole and on stable storage for as long as it has this name
 *   payloads/ab/cdef….0.new     a draft of writer 0: it was never referred to
 *
 * The content is flushed before the file gets its name, and the name before `sync` returns. So a name
 * can be trusted without reading what is behind it, whenever its writer died.
 */
export function filePayloads(directory: string, files: Files, options: FilePayloadsOptions = {}): Payloads {
  const { writer = "0", cacheBytesMax = CACHE_BYTES_MAX, knownMax = KNOWN_MAX } = options;
  const cache = new PayloadCache(cacheBytesMax);
  /** What was put and is not durable yet; `undefined`: the file is there, and its name may not be durable. */
  const pending = new Map<PayloadRef, Buffer | undefined>();
  /** Texts that are pending, or of which we know that they are durable. */
  const known = new Set<PayloadRef>();
  const durableFolders = new Set<string>();
  let failed = false;

  const folderOf = (ref: PayloadRef) => path.join(directory, ref.slice(0, 2));
  const fileOf = (ref: PayloadRef) => path.join(folderOf(ref), ref.slice(2));

  function put(text: JsonText): PayloadRef {
    invariant(!failed, "a large text is put after a flush of large texts failed");
    const bytes = payloadBytes(text);
    const ref = refOf(bytes);
    if (!known.has(ref)) pending.set(ref, files.exists(fileOf(ref)) ? undefined : bytes);
    known.add(ref);
    return ref;
  }

  function get(ref: PayloadRef): JsonText {
    const unwritten = pending.get(ref);
    if (unwritten !== undefined) return textOf(unwritten, ref);
    const cached = cache.get(ref);
    if (cached !== undefined) return cached;
    const bytes = read(ref);
    const text = textOf(bytes, ref);
    cache.add(ref, text, bytes.byteLength);
    return text;
  }

  function read(ref: PayloadRef): Buffer {
    const file = fileOf(ref);
    if (!files.exists(file)) throw damaged(file, "it is missing");
    const bytes = files.read(file);
    const found = refOf(bytes);
    if (found !== ref) throw damaged(file, `its content has the hash ${found}`);
    return bytes;
  }

  function textOf(bytes: Buffer, ref: PayloadRef): JsonText {
    return payloadText(bytes) ?? damagedText(fileOf(ref));
  }

  function sync(): void {
    if (pending.size === 0) return;
    invariant(!failed, "large texts are flushed after a flush failed");
    failed = true;
    const folders = new Set([...pending.keys()].map(folderOf));
    for (const folder of folders) makeDurable(folder);
    for (const [ref, bytes] of pending) if (bytes !== undefined) write(fileOf(ref), bytes);
    for (const folder of folders) files.syncDirectory(folder);
    pending.clear();
    failed = false;
    // What is forgotten is looked for on the disk when it is put again: what we know need not grow for ever.
    if (known.size > knownMax) known.clear();
  }

  /** A folder may be as new as its first file, or have been made by somebody who died before its name was durable. */
  function makeDurable(folder: string): void {
    if (durableFolders.has(folder)) return;
    files.makeDirectory(folder);
    files.syncDirectory(directory);
    files.syncDirectory(path.dirname(directory));
    durableFolders.add(folder);
  }

  function write(file: string, bytes: Buffer): void {
    const draft = `${file}.${writer}.new`;
    const handle = files.openForWriting(draft);
    try {
      handle.truncate(0);
      handle.write(bytes, 0);
      handle.sync();
    } finally {
      handle.close();
    }
    files.rename(draft, file);
  }

  function unreferred(live: ReadonlySet<PayloadRef>): Unreferred {
    let count = 0;
    let bytes = 0;
    for (const file of filesWithout(live)) {
      count += 1;
      bytes += files.size(file);
    }
    return { files: count, bytes };
  }

  function sweep(live: ReadonlySet<PayloadRef>): Unreferred {
    const swept = unreferred(live);
    for (const file of filesWithout(live)) {
      const ref = refIn(file);
      files.remove(file);
      cache.remove(ref);
      known.delete(ref);
    }
    return swept;
  }

  const refIn = (file: string): PayloadRef => payloadRef(path.basename(path.dirname(file)) + path.basename(file));

  /** Texts and drafts that nobody needs. A file with another name is a stranger's, and none of our business. */
  function* filesWithout(live: ReadonlySet<PayloadRef>): Generator<string> {
    for (const folder of foldersThere()) {
      for (const name of files.list(folder)) {
        const file = path.join(folder, name);
        const ref = refIn(file);
        if (OUR_NAME.test(name) && !live.has(ref) && !pending.has(ref)) yield file;
      }
    }
  }

  const foldersThere = (): readonly string[] =>
    files.exists(directory)
      ? files
          .list(directory)
          .filter((name) => /^[0-9a-f]{2}$/.test(name))
          .map((name) => path.join(directory, name))
      : [];

  return { put, get, sync, unreferred, sweep };
}

function damagedText(file: string): never {
  throw damaged(file, "its first byte is none that a large text begins with");
}

function damaged(file: string, why: string): DataDirDamaged {
  return new DataDirDamaged(
    `The large text ${file} cannot be read: ${why}. Restore this file, or the data directory, from a backup.`,
    { file },
  );
}
