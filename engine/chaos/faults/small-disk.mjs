import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/**
 * A file system that is small enough to be filled. The data directory lives on it for one episode.
 *
 * @typedef {object} SmallDisk
 * @property {string} kind how it was made
 * @property {string} dir where the data directory is while the episode lasts
 * @property {readonly string[]} wrapper a command to run the process with
 * @property {() => void} fill leaves no byte
 * @property {(bytes: number) => void} free gives so many bytes back
 * @property {() => void} leave brings the data directory back; nobody may have it open
 */

/** What a hub may write before the disk is filled: it has to open. */
const HEADROOM_BYTES = 96 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Moves a data directory onto a small file system: a loop device where root allows, else a tmpfs,
 * else it stays where it is and a limit on the size of a file has to do.
 *
 * @param {string} dir the data directory, which nobody has open
 * @param {string} workspace a directory beside it, on the same file system
 * @returns {SmallDisk}
 */
export function smallDisk(dir, workspace) {
  const mountPoint = path.join(workspace, "small-disk");
  fs.mkdirSync(mountPoint, { recursive: true });
  const bytes = HEADROOM_BYTES + Math.ceil(1.3 * treeBytes(dir));
  const kind = mountLoop(mountPoint, `${mountPoint}.image`, bytes) ?? mountTmpfs(mountPoint, bytes);
  return kind === undefined ? limitedFiles(dir) : mounted(kind, dir, mountPoint);
}

/**
 * @param {string} kind
 * @param {string} dir
 * @param {string} mountPoint
 * @returns {SmallDisk}
 */
function mounted(kind, dir, mountPoint) {
  const inside = path.join(mountPoint, "data");
  const ballast = path.join(mountPoint, "ballast");
  fs.cpSync(dir, inside, { recursive: true });
  return {
    kind,
    dir: inside,
    wrapper: [],
    fill: () => fillFile(ballast),
    free: (bytes) => fs.truncateSync(ballast, Math.max(0, fs.statSync(ballast).size - bytes)),
    leave() {
      fs.rmSync(dir, { recursive: true });
      fs.cpSync(inside, dir, { recursive: true });
      unmount(mountPoint);
    },
  };
}

/**
 * Without a file system of our own: no file may be written beyond half of what the longest one is
 * now. Whoever tries is refused (EFBIG), at the latest when the log goes on in its next file.
 *
 * @param {string} dir
 * @returns {SmallDisk}
 */
function limitedFiles(dir) {
  const kilobytes = Math.max(256, Math.floor(longestFileBytes(dir) / 2048));
  return {
    kind: "a limit on the size of a file",
    dir,
    wrapper: ["bash", "-c", `trap "" XFSZ; ulimit -f ${kilobytes}; exec "$@"`, "limited"],
    fill: () => undefined,
    free: () => undefined,
    leave: () => undefined,
  };
}

/**
 * Takes away what there is of a small file system. Whoever has it open keeps what he has, and nothing else.
 *
 * @param {string} mountPoint
 */
export function unmount(mountPoint) {
  if (!fs.existsSync(mountPoint)) return;
  spawnSync("umount", ["--lazy", mountPoint], { stdio: "ignore" });
  fs.rmSync(`${mountPoint}.image`, { force: true });
  fs.rmSync(mountPoint, { recursive: true, force: true });
}

/**
 * @param {string} mountPoint
 * @param {string} image
 * @param {number} bytes
 */
function mountLoop(mountPoint, image, bytes) {
  fs.closeSync(fs.openSync(image, "w"));
  fs.truncateSync(image, bytes);
  const made =
    succeeds("mkfs.ext4", ["-q", "-F", "-m", "0", "-O", "^has_journal", image]) &&
    succeeds("mount", ["-o", "loop", image, mountPoint]);
  if (!made) fs.rmSync(image);
  return made ? "a loop device" : undefined;
}

/**
 * @param {string} mountPoint
 * @param {number} bytes
 */
const mountTmpfs = (mountPoint, bytes) =>
  succeeds("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", mountPoint]) ? "a tmpfs" : undefined;

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
const succeeds = (command, args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/**
 * Makes a file longer until the disk has no byte left.
 *
 * @param {string} file
 */
function fillFile(file) {
  const descriptor = fs.openSync(file, "a");
  try {
    for (let bytes = CHUNK_BYTES; bytes >= 1024; bytes /= 2) appendWhileFits(descriptor, Buffer.alloc(bytes));
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * @param {number} descriptor
 * @param {Buffer} chunk
 */
function appendWhileFits(descriptor, chunk) {
  try {
    while (fs.writeSync(descriptor, chunk) === chunk.byteLength);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOSPC") throw error;
  }
}

/** @param {string} dir */
const treeBytes = (dir) => filesIn(dir).reduce((sum, file) => sum + fs.statSync(file).size, 0);
/** @param {string} dir */
const longestFileBytes = (dir) => Math.max(0, ...filesIn(dir).map((file) => fs.statSync(file).size));

/**
 * @param {string} dir
 * @returns {string[]}
 */
const filesIn = (dir) =>
  fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
