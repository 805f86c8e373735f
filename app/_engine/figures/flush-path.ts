/** How a batch is made durable, by the engine's word for it. */
const SENTENCES: Readonly<Record<string, string>> = {
  writeThrough: "one write, through to the disk",
  writeAndSync: "a write, then fdatasync",
  writeLaterAndSync: "a write and fdatasync, beside the loop",
};

/** The way to the disk that the engine chose by measuring; a word that is not known here stands for itself. */
export function flushPathText(flushPath: string): string {
  return SENTENCES[flushPath] ?? flushPath;
}
