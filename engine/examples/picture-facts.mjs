// What the first bytes of a picture say of it. Formats: PNG, JPEG, WebP.

/**
 * Throws an error with the code `NotAPicture` for other files, and `DamagedPicture` for one that ends early. Neither
 * is worth a repeat.
 *
 * @param {Buffer} bytes
 */
export function pictureFacts(bytes) {
  if (bytes.subarray(0, 8).equals(PNG)) return pngFacts(bytes);
  if (bytes.readUInt16BE(0) === JPEG) return jpegFacts(bytes);
  if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP") return webpFacts(bytes);
  throw refusal(
    "NotAPicture",
    `A file that begins with "${bytes.toString("latin1", 0, 2)}" is none of PNG, JPEG, WebP.`,
  );
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = 0xffd8;

/** @param {Buffer} bytes */
function pngFacts(bytes) {
  const colourType = bytes[25] ?? 0;
  if (bytes.toString("latin1", bytes.length - 8, bytes.length - 4) !== "IEND") throw damaged();
  return {
    format: "png",
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    isGreyscale: colourType === 0 || colourType === 4 || (colourType === 3 && isGreyPalette(bytes)),
    hasAlpha: colourType === 4 || colourType === 6,
  };
}

/** Each colour of the palette has three equal parts. @param {Buffer} bytes */
function isGreyPalette(bytes) {
  const at = bytes.indexOf("PLTE", 33, "latin1");
  if (at < 0) return false;
  const palette = bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4));
  return palette.every((part, index) => part === palette[index - (index % 3)]);
}

/** Goes from segment to segment to the one that begins the frame. @param {Buffer} bytes */
function jpegFacts(bytes) {
  if (bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) throw damaged();
  let isTurned = false;
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xe1) isTurned = orientation(bytes.subarray(at + 4)) >= 5;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (!isFrame) continue;
    const height = bytes.readUInt16BE(at + 5);
    const width = bytes.readUInt16BE(at + 7);
    const isGreyscale = bytes[at + 9] === 1;
    // A camera that was held upright says so, and does not turn the picture.
    const size = isTurned ? { width: height, height: width } : { width, height };
    return { format: "jpeg", ...size, isGreyscale, hasAlpha: false };
  }
  throw damaged();
}

/** The orientation of an EXIF segment, 1 to 8; 1 when it says none. @param {Buffer} exif */
function orientation(exif) {
  if (exif.toString("latin1", 0, 4) !== "Exif") return 1;
  const tiff = exif.subarray(6);
  const isLittle = tiff.toString("latin1", 0, 2) === "II";
  /** @param {number} at */
  const short = (at) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < short(directory); entry++) {
    const at = directory + 2 + 12 * entry;
    if (short(at) === 0x0112) return short(at + 8);
  }
  return 1;
}

/** @param {Buffer} bytes */
function webpFacts(bytes) {
  if (bytes.length < bytes.readUInt32LE(4) + 8) throw damaged();
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ":
      return webp(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff, false);
    case "VP8L": {
      const bits = bytes.readUInt32LE(21);
      return webp((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, ((bits >>> 28) & 1) === 1);
    }
    case "VP8X":
      return webp(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1, ((bytes[20] ?? 0) & 0x10) !== 0);
    default:
      throw damaged();
  }
}

/**
 * @param {number} width
 * @param {number} height
 * @param {boolean} hasAlpha
 */
const webp = (width, height, hasAlpha) => ({ format: "webp", width, height, isGreyscale: false, hasAlpha });

const damaged = () => refusal("DamagedPicture", "The file ends before the picture does. Upload it again.");

/**
 * @param {string} code
 * @param {string} message
 */
const refusal = (code, message) => Object.assign(new Error(message), { code, nonRetriable: true });
