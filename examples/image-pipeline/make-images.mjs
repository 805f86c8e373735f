// Makes the pictures of this example: node examples/image-pipeline/make-images.mjs
// They are computed here and nowhere else, so nobody's rights are in them. The same program makes the
// same pictures; the encoded bytes may differ a little between versions of sharp.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const folder = fileURLToPath(new URL("./images", import.meta.url));

/** A small generator of chance, so that the pictures are the same each time. */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const clamp = (value) => Math.max(0, Math.min(255, Math.round(value)));
const mix = (from, to, share) => from.map((value, index) => value + (to[index] - value) * share);

/** A picture from a function of each pixel. */
function paint(width, height, channels, pixel) {
  const data = Buffer.allocUnsafe(width * height * channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const color = pixel(x, y);
      for (let channel = 0; channel < channels; channel++) data[at++] = clamp(color[channel]);
    }
  }
  return sharp(data, { raw: { width, height, channels } });
}

/** Smooth noise from 0 to 1: random heights on a grid, blended; several grids make it look natural. */
function landscapeNoise(seed, octaves = 5) {
  const side = 256;
  const random = chance(seed);
  const heights = Float32Array.from({ length: side * side }, random);
  const at = (x, y) => heights[(y & (side - 1)) * side + (x & (side - 1))];
  const smooth = (share) => share * share * (3 - 2 * share);
  const layer = (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [across, down] = [smooth(x - left), smooth(y - top)];
    const above = at(left, top) + (at(left + 1, top) - at(left, top)) * across;
    const below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * across;
    return above + (below - above) * down;
  };
  return (x, y) => {
    let [sum, weight, scale, amplitude] = [0, 0, 1, 1];
    for (let octave = 0; octave < octaves; octave++) {
      sum += layer(x * scale, y * scale) * amplitude;
      weight += amplitude;
      [scale, amplitude] = [scale * 2, amplitude / 2];
    }
    return sum / weight;
  };
}

/** Ridges in the haze under an evening sky, with the grain of a camera. */
function mountains(width, height, seed, [zenith, horizon, ridge]) {
  const noise = landscapeNoise(seed);
  const grain = chance(seed + 1);
  const ridges = [0.45, 0.57, 0.7, 0.85].map((base, index) =>
    Array.from(
      { length: width },
      (_, x) => height * (base + 0.22 * (noise((x / width) * (3 + index) + index * 31, index * 7) - 0.5)),
    ),
  );
  return paint(width, height, 3, (x, y) => {
    const front = ridges.findLastIndex((line) => y > line[x]);
    const sky = mix(zenith, horizon, Math.min(1, y / (height * 0.6)));
    const color =
      front < 0
        ? mix(sky, [255, 255, 255], 0.5 * Math.max(0, noise((x / width) * 5, (y / height) * 9) - 0.5))
        : mix(horizon, ridge, (front + 1.2) / 5);
    const speck = (grain() - 0.5) * 8;
    return color.map((value) => value + speck);
  });
}

/** The Mandelbrot set, or a Julia set when `c` is given. */
function fractal(width, height, { centre, span, c, steps, palette }) {
  return paint(width, height, 3, (x, y) => {
    let re = centre[0] + (x / width - 0.5) * span;
    let im = centre[1] + ((y / height - 0.5) * span * height) / width;
    const [addRe, addIm] = c ?? [re, im];
    let step = 0;
    while (step < steps && re * re + im * im < 64) {
      [re, im] = [re * re - im * im + addRe, 2 * re * im + addIm];
      step++;
    }
    if (step === steps) return palette(0);
    return palette((step - Math.log2(Math.log2(re * re + im * im))) / steps);
  });
}

const waves = (phase) => (share) =>
  share === 0
    ? [6, 8, 18]
    : [0, 1, 2].map((channel) => 128 + 120 * Math.sin(12 * Math.sqrt(share) + phase + channel * 1.7));

/** A lamp-lit ball over a tiled floor, by following rays. */
function ball(width, height) {
  const light = [0.5, 0.75, -0.45];
  const grain = chance(11);
  return paint(width, height, 3, (x, y) => {
    const ray = [(x - width / 2) / height, (height / 2 - y) / height, 1];
    const length = Math.hypot(...ray);
    const direction = ray.map((value) => value / length);
    const centre = [0, 0.1, 3];
    const along = direction.reduce((sum, value, axis) => sum + value * centre[axis], 0);
    const gap = centre.reduce((sum, value) => sum + value * value, 0) - along * along;
    let color = mix([214, 226, 240], [120, 160, 214], Math.max(0, direction[1] * 2));
    if (gap < 1) {
      const hit = direction.map((value) => value * (along - Math.sqrt(1 - gap)));
      const normal = hit.map((value, axis) => value - centre[axis]);
      const lit = Math.max(
        0.12,
        normal.reduce((sum, value, axis) => sum + value * light[axis], 0),
      );
      color = mix([0, 0, 0], [232, 96, 64], lit);
      if (lit > 0.93) color = mix(color, [255, 255, 255], (lit - 0.93) * 12);
    } else if (direction[1] < -0.02) {
      const distance = -0.9 / direction[1];
      const [floorX, floorZ] = [direction[0] * distance, direction[2] * distance];
      const tile = (Math.floor(floorX * 1.5) + Math.floor(floorZ * 1.5)) & 1;
      const shade = Math.hypot(floorX + 0.6, floorZ - 2.5) < 0.95 ? 0.45 : 1;
      color = mix(
        [190, 200, 214],
        (tile ? [236, 232, 224] : [70, 74, 90]).map((value) => value * shade),
        Math.min(1, 5 / distance),
      );
    }
    const speck = (grain() - 0.5) * 6;
    return color.map((value) => value + speck);
  });
}

const svg = (width, height, body) =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`));

/** A plot of two damped oscillations, as a measuring instrument would print it. */
function plot(width, height) {
  const random = chance(5);
  const line = (phase) =>
    Array.from({ length: 240 }, (_, index) => {
      const t = index / 240;
      const y = height / 2 - height * 0.38 * Math.exp(-2.2 * t) * Math.sin(26 * t + phase) + (random() - 0.5) * 9;
      return `${(60 + t * (width - 90)).toFixed(1)},${y.toFixed(1)}`;
    }).join(" ");
  const rules = Array.from({ length: 9 }, (_, index) => {
    const y = 30 + ((height - 60) * index) / 8;
    return `<path d="M60 ${y}H${width - 30}" stroke="#d8dde6"/>`;
  }).join("");
  return svg(
    width,
    height,
    `<rect width="100%" height="100%" fill="#fff"/>${rules}<path d="M60 30V${height - 30}H${width - 30}" fill="none" stroke="#333"/>
     <polyline points="${line(0)}" fill="none" stroke="#2f6fde" stroke-width="2.5"/>
     <polyline points="${line(1.4)}" fill="none" stroke="#e0652b" stroke-width="2.5"/>`,
  ).flatten({ background: "#fff" });
}

/** A round badge on nothing: most of the picture is transparent. */
function badge(side) {
  const teeth = Array.from({ length: 24 }, (_, index) => {
    const angle = (index / 24) * 2 * Math.PI;
    const radius = side * (index % 2 ? 0.36 : 0.42);
    return `${side / 2 + radius * Math.cos(angle)},${side / 2 + radius * Math.sin(angle)}`;
  }).join(" ");
  const third = side / 3;
  return svg(
    side,
    side,
    `<defs><radialGradient id="g"><stop offset="0" stop-color="#ffd76a"/><stop offset="1" stop-color="#e08a1e" stop-opacity=".85"/></radialGradient></defs>
     <polygon points="${teeth}" fill="url(#g)"/>
     <path d="M${third} ${side / 2}l${side / 9} ${side / 8}l${side / 5} -${side / 4}" fill="none" stroke="#fff" stroke-width="${side / 18}" stroke-linecap="round"/>`,
  );
}

/** The format of Windows bitmaps, 24 bits a pixel: a real image that this pipeline does not take. */
async function bitmap(image) {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const stride = Math.ceil((info.width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * info.height);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(info.width, 18);
  file.writeInt32LE(info.height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      const from = (y * info.width + x) * 3;
      const to = 54 + (info.height - 1 - y) * stride + x * 3;
      file.set([data[from + 2], data[from + 1], data[from]], to);
    }
  }
  return file;
}

const DUSK = [
  [38, 52, 104],
  [250, 178, 120],
  [36, 30, 58],
];
const NOON = [
  [70, 130, 210],
  [214, 232, 246],
  [28, 74, 58],
];
const WINTER = [
  [150, 164, 186],
  [232, 236, 242],
  [62, 78, 104],
];

const jpeg = (quality) => ({ quality, mozjpeg: true });
const seahorse = { centre: [-0.7436, 0.1318], span: 0.012, steps: 420, palette: waves(0.4) };
const julia = { centre: [0, 0], span: 3.1, c: [-0.79, 0.156], steps: 220, palette: waves(3.4) };

const pictures = {
  "ball-portrait.jpg": () => ball(720, 1080).jpeg(jpeg(78)).toBuffer(),
  "badge-transparent.png": () => badge(512).png({ compressionLevel: 9 }).toBuffer(),
  "cells-greyscale.png": () => {
    const noise = landscapeNoise(21, 4);
    const grey = paint(400, 300, 1, (x, y) => [255 * Math.abs(Math.sin(9 * noise(x / 60, y / 60)))]);
    return grey.toColourspace("b-w").png({ compressionLevel: 9, palette: true, colours: 64 }).toBuffer();
  },
  "dusk-panorama.jpg": () => mountains(4_000, 1_400, 3, DUSK).blur(0.8).jpeg(jpeg(55)).toBuffer(),
  "fjord-winter.webp": () => mountains(1_600, 1_067, 8, WINTER).webp({ quality: 60 }).toBuffer(),
  "glass-alpha.webp": () => {
    const glass = paint(640, 480, 4, (x, y) => {
      const distance = Math.hypot(x - 320, y - 240) / 240;
      return [40 + 150 * (x / 640), 160, 255 - 120 * (y / 480), 255 * Math.max(0, 1 - distance ** 3)];
    });
    return glass.webp({ quality: 75, alphaQuality: 80 }).toBuffer();
  },
  "icon-tiny.png": () => badge(16).png().toBuffer(),
  "julia-square.png": () =>
    fractal(600, 600, julia).png({ palette: true, colours: 96, compressionLevel: 9 }).toBuffer(),
  "meadow-noon.jpg": () => mountains(1_280, 853, 15, NOON).jpeg(jpeg(70)).toBuffer(),
  "photo-gray.jpg": () => ball(800, 533).greyscale().jpeg(jpeg(72)).toBuffer(),
  "phone-turned.jpg": () =>
    // Stored lying down, as a phone does, with the note to show it upright: width and height change places.
    mountains(768, 1_024, 27, DUSK).rotate(270).jpeg(jpeg(70)).withMetadata({ orientation: 6 }).toBuffer(),
  "plot-wide.png": () => plot(1_200, 400).png({ palette: true, compressionLevel: 9 }).toBuffer(),
  "seahorse-valley.webp": () => fractal(1_200, 900, seahorse).webp({ quality: 55 }).toBuffer(),
  "spiral-lossless.webp": () =>
    fractal(320, 240, { ...julia, palette: waves(1) })
      .webp({ lossless: true })
      .toBuffer(),
  // The two that the pipeline must put up with:
  "scan-old.bmp": () => bitmap(plot(240, 160)),
  "broken-upload.jpg": async () => {
    const whole = await mountains(900, 600, 33, NOON).jpeg(jpeg(80)).toBuffer();
    return whole.subarray(0, Math.floor(whole.length * 0.4));
  },
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
let total = 0;
for (const [name, make] of Object.entries(pictures)) {
  const data = await make();
  writeFileSync(path.join(folder, name), data);
  total += data.length;
  console.log(`${name.padEnd(24)} ${String(data.length).padStart(8)} bytes`);
}
console.log(`${Object.keys(pictures).length} files, ${total} bytes`);
