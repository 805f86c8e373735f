import fs from "node:fs";
import path from "node:path";
import { median } from "./statistics.mjs";

const FILE_BYTES_MIN = 16 * 1024 * 1024;
const FLUSHES_MIN = 20;
const ROUNDS = 5;
/** Where the platform knows no write-through files, each write is followed by its own flush. */
const WRITE_THROUGH = fs.constants.O_DSYNC;

/**
 * The limit that the disk sets: one write after the other, each durable before the next one begins, into a
 * file that was written with zeros before, as fast as one thread can. Nothing that keeps its promises on this
 * disk makes more flushes of that size. Gives milliseconds a flush: the median of the quietest of several
 * rounds, for a neighbour's noise is no limit of the disk.
 *
 * @param {string} directory on the disk in question
 * @param {number} bytes of one write
 * @param {number} forMs how long to measure in all
 */
export function bareFlushMs(directory, bytes, forMs) {
  const file = path.join(directory, `bare-${process.pid}.log`);
  const fileBytes = Math.max(FILE_BYTES_MIN, bytes * 4);
  writeZeros(file, fileBytes);
  const handle = fs.openSync(file, fs.constants.O_RDWR | (WRITE_THROUGH ?? 0));
  try {
    const batch = Buffer.alloc(bytes, "x");
    const rounds = Array.from({ length: ROUNDS }, () => flushTimes(handle, batch, fileBytes, forMs / ROUNDS));
    return Math.min(...rounds.map(median));
  } finally {
    fs.closeSync(handle);
    fs.rmSync(file);
  }
}

/**
 * @param {number} handle
 * @param {Buffer} batch
 * @param {number} fileBytes
 * @param {number} forMs
 */
function flushTimes(handle, batch, fileBytes, forMs) {
  /** @type {number[]} */
  const times = [];
  const endAtMs = performance.now() + forMs;
  for (let offset = 0; times.length < FLUSHES_MIN || performance.now() < endAtMs; offset += batch.byteLength) {
    if (offset + batch.byteLength > fileBytes) offset = 0;
    const beganMs = performance.now();
    fs.writeSync(handle, batch, 0, batch.byteLength, offset);
    if (WRITE_THROUGH === undefined) fs.fdatasyncSync(handle);
    times.push(performance.now() - beganMs);
  }
  return times;
}

/** @param {string} file @param {number} bytes */
function writeZeros(file, bytes) {
  const handle = fs.openSync(file, "w");
  try {
    const zeros = Buffer.alloc(1024 * 1024);
    for (let offset = 0; offset < bytes; offset += zeros.byteLength) fs.writeSync(handle, zeros, 0, zeros.byteLength);
    fs.fdatasyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
