import { crc32 } from "node:zlib";
import { DataDirDamaged, DataDirNewer, invariant } from "../../../model/index.js";

/*
 * What the store writes besides records stands in blocks. Numbers are little-endian.
 *
 *   0          4     5          8          12         16
 *   ┌──────────┬─────┬──────────┬──────────┬──────────┬──────── ─ ─
 *   │ magic    │ ver │ 0  0  0  │ body     │ CRC-32   │ body
 *   │ u32      │ u8  │ reserved │ bytes u32│ u32      │
 *   └──────────┴─────┴──────────┴──────────┴──────────┴──────── ─ ─
 *
 * The checksum covers bytes 0 to 11 and the body.
 */
const STORE_FORMAT_VERSION = 1;
export const BLOCK_HEADER_BYTES = 16;
const CHECKED_HEADER_BYTES = 12;

/** What a block is, as its first four characters say. */
export type BlockMagic = "DCSS" | "DCSD" | "DCSL" | "DCSM";

/** A block with an empty body of so many bytes, to be filled in and then sealed by {@link sealBlock}. */
export function emptyBlock(magic: BlockMagic, bodyBytes: number): Buffer {
  const block = Buffer.alloc(BLOCK_HEADER_BYTES + bodyBytes);
  block.write(magic, 0, "latin1");
  block.writeUInt8(STORE_FORMAT_VERSION, 4);
  block.writeUInt32LE(bodyBytes, 8);
  return block;
}

export function sealBlock(block: Buffer): Buffer {
  invariant(
    block.readUInt32LE(8) === block.byteLength - BLOCK_HEADER_BYTES,
    `a block of ${block.byteLength} bytes says that its body has ${block.readUInt32LE(8)}`,
  );
  block.writeUInt32LE(checksum(block), CHECKED_HEADER_BYTES);
  return block;
}

/**
 * The body of the block that these bytes begin with. Throws `DataDirDamaged` when they are no such
 * block, and `DataDirNewer` when a newer Dacapo wrote it; `file` and `offset` say where they stand.
 */
export function blockBody(magic: BlockMagic, bytes: Buffer, file: string, offset: number): Buffer {
  if (bytes.byteLength < BLOCK_HEADER_BYTES) throw storeDamaged(file, offset, "the file ends within a block's header");
  if (bytes.toString("latin1", 0, 4) !== magic) throw storeDamaged(file, offset, `no ${magic} block begins here`);
  const end = BLOCK_HEADER_BYTES + bytes.readUInt32LE(8);
  if (end > bytes.byteLength) throw storeDamaged(file, offset, `the block should have ${end} bytes and is cut short`);
  const block = bytes.subarray(0, end);
  if (block.readUInt32LE(CHECKED_HEADER_BYTES) !== checksum(block)) {
    throw storeDamaged(file, offset, "the checksum of the block does not match");
  }
  const version = block.readUInt8(4);
  if (version > STORE_FORMAT_VERSION) {
    throw new DataDirNewer(
      `${file} has format ${version}; this Dacapo reads formats up to ${STORE_FORMAT_VERSION}. Start the newer Dacapo that wrote it.`,
      { file, version },
    );
  }
  return block.subarray(BLOCK_HEADER_BYTES);
}

export function storeDamaged(file: string, offset: number, why: string): DataDirDamaged {
  return new DataDirDamaged(
    `The snapshot store is damaged in ${file} at offset ${offset}: ${why}. Nothing was changed. Restore the data directory from a backup, or let \`npm run fsck\` say what could be kept without one.`,
    { file, offset },
  );
}

function checksum(block: Buffer): number {
  return crc32(block.subarray(BLOCK_HEADER_BYTES), crc32(block.subarray(0, CHECKED_HEADER_BYTES)));
}
