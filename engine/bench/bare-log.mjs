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
  return quietestMedian(directory, bytes, { forMs, everyMs: 0 });
}

/**
 * The same write as an engine with few clients finds it: one begins so long after the last one began, and in between
 * the thread sleeps. A disk that rests takes longer to answer than one that never does, and so does a processor.
 *
 * @param {string} directory on the disk in question
 * @param {number} bytes of one write
 * @param {number} everyMs from the beginning of one write to that of the next
 * @param {number} forMs how long to measure in all
 */
export function pacedFlushMs(directory, bytes, everyMs, forMs) {
  return quietestMedian(directory, bytes, { forMs, everyMs });
}

/**
 * @typedef {object} Pace
 * @property {number} forMs
 * @property {number} everyMs 0: without a pause
 */

/** @param {string} directory @param {number} bytes @param {Pace} pace */
function quietestMedian(directory, bytes, { forMs, everyMs }) {
  const file = path.join(directory, `bare-${process.pid}.log`);
  const fileBytes = Math.max(FILE_BYTES_MIN, bytes * 4);
  writeZeros(file, fileBytes);
  const handle = fs.openSync(file, fs.constants.O_RDWR | (WRITE_THROUGH ?? 0));
  try {
    const batch = Buffer.alloc(bytes, "x");
    const pace = { forMs: forMs / ROUNDS, everyMs };
    const rounds = Array.from({ length: ROUNDS }, () => flushTimes(handle, batch, fileBytes, pace));
    return Math.min(...rounds.map(median));
  } finally {
    fs.closeSync(handle);
    fs.rmSync(file);
  }
}

/** Nobody ever wakes who waits for it. */
const nobody = new Int32Array(new SharedArrayBuffer(4));

/**
 * @param {number} handle
 * @param {Buffer} batch
 * @param {number} fileBytes
 * @param {Pace} pace
 */
function flushTimes(handle, batch, fileBytes, { forMs, everyMs }) {
  /** @type {number[]} */
  const times = [];
  const endAtMs = performance.now() + forMs;
  for (let offset = 0; times.length < FLUSHES_MIN || performance.now() < endAtMs; offset += batch.byteLength) {
    if (offset + batch.byteLength > fileBytes) offset = 0;
    const beganMs = performance.now();
    fs.writeSync(handle, batch, 0, batch.byteLength, offset);
    if (WRITE_THROUGH === undefined) fs.fdatasyncSync(handle);
    const tookMs = performance.now() - beganMs;
    times.push(tookMs);
    if (tookMs < everyMs) Atomics.wait(nobody, 0, 0, everyMs - tookMs);
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
