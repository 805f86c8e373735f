import fs from "node:fs";
import path from "node:path";
import { ascending, percentile } from "./statistics.mjs";

const FILE_BYTES_MIN = 16 * 1024 * 1024;
const FLUSHES_MIN = 20;

/**
 * The limit that the disk sets: one write after the other, each durable before the next one begins, into a
 * file that was written with zeros before, as fast as one thread can. Nothing that keeps its promises on this
 * disk makes more flushes of that size. Gives milliseconds a flush, the median.
 *
 * @param {string} directory on the disk in question
 * @param {number} bytes of one write
 * @param {number} forMs how long to measure
 */
export function bareFlushMs(directory, bytes, forMs) {
  const file = path.join(directory, `bare-${process.pid}.log`);
  const fileBytes = Math.max(FILE_BYTES_MIN, bytes * 4);
  writeZeros(file, fileBytes);
  // Where the platform knows no write-through files, each write is followed by its own flush.
  const writeThrough = fs.constants.O_DSYNC;
  const handle = fs.openSync(file, fs.constants.O_RDWR | (writeThrough ?? 0));
  try {
    const batch = Buffer.alloc(bytes, "x");
    /** @type {number[]} */
    const times = [];
    const endAtMs = performance.now() + forMs;
    for (let offset = 0; times.length < FLUSHES_MIN || performance.now() < endAtMs; offset += bytes) {
      if (offset + bytes > fileBytes) offset = 0;
      const beganMs = performance.now();
      fs.writeSync(handle, batch, 0, bytes, offset);
      if (writeThrough === undefined) fs.fdatasyncSync(handle);
      times.push(performance.now() - beganMs);
    }
    return percentile(ascending(times), 0.5);
  } finally {
    fs.closeSync(handle);
    fs.rmSync(file);
  }
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
