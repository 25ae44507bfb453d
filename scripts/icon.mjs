// Draws media/icon.png (128 x 128): a pulse line that ends in a check mark. Run it again after changing the drawing; the picture is committed.
import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const SIZE = 128;
const SAMPLES = 4;
const TOP = [16, 138, 142];
const BOTTOM = [9, 78, 112];
const LINE = [255, 255, 255];
/** The pulse's corners, in pixels of the picture. */
const PULSE = [
  [14, 70],
  [36, 70],
  [45, 47],
  [58, 96],
  [68, 70],
  [74, 70],
  [86, 84],
  [113, 38],
];

/** Distance of a point to a line from a to b. */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** Colour and opacity of one point. */
function sample(x, y) {
  const radius = 26;
  const [cx, cy] = [Math.max(radius - Math.min(x, SIZE - x), 0), Math.max(radius - Math.min(y, SIZE - y), 0)];
  if (Math.hypot(cx, cy) > radius) return [0, 0, 0, 0];
  const onLine = PULSE.slice(1).some((corner, index) => distance([x, y], PULSE[index], corner) < 5.2);
  const ground = TOP.map((value, channel) => value + ((BOTTOM[channel] - value) * y) / SIZE);
  return [...(onLine ? LINE : ground), 255];
}

/** The mean of a pixel's samples, colours weighted by opacity. */
function pixel(px, py) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const [r, g, b, a] = sample(px + ((i % SAMPLES) + 0.5) / SAMPLES, py + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES);
    [r * a, g * a, b * a, a].forEach((value, channel) => (sum[channel] += value));
  }
  const alpha = sum[3];
  return [...sum.slice(0, 3).map((value) => (alpha === 0 ? 0 : Math.round(value / alpha))), Math.round(alpha / (SAMPLES * SAMPLES))];
}

function chunk(type, data) {
  const content = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, sum]);
}

const rows = Array.from({ length: SIZE }, (_, y) => [0, ...Array.from({ length: SIZE }, (_, x) => pixel(x, y)).flat()]);
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk("IHDR", header),
  chunk("IDAT", deflateSync(Buffer.from(rows.flat()), { level: 9 })),
  chunk("IEND", Buffer.alloc(0)),
]);
writeFileSync(new URL("../media/icon.png", import.meta.url), png);
