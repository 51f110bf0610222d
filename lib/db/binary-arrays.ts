/**
 * Arrays in PostgreSQL's binary format, as parameters of set-based statements: neither side escapes or parses elements.
 */

/** Dimensions, flag for nulls, element type, length and lower bound. */
const headerBytes = 20;

const elementTypes = { int: 23, text: 25, timestamptz: 1184 } as const;

function writeHeader(buffer: Buffer, type: keyof typeof elementTypes, length: number): void {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(elementTypes[type], 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
}

/** A `text[]` with at least one element. */
export function toTextArray(values: readonly string[]): Buffer {
  let capacity = headerBytes;
  // UTF-8 needs at most three bytes for a UTF-16 code unit.
  for (const value of values) capacity += 4 + 3 * value.length;
  const buffer = Buffer.allocUnsafe(capacity);
  writeHeader(buffer, "text", values.length);
  let position = headerBytes;
  for (const value of values) {
    const bytes = buffer.write(value, position + 4);
    position = buffer.writeInt32BE(bytes, position) + bytes;
  }
  return buffer.subarray(0, position);
}

/** An `integer[]` with at least one element. */
export function toIntArray(values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(headerBytes + 8 * values.length);
  writeHeader(buffer, "int", values.length);
  let position = headerBytes;
  for (const value of values) {
    position = buffer.writeInt32BE(4, position);
    position = buffer.writeInt32BE(value, position);
  }
  return buffer;
}

/** Microseconds of 2000-01-01, PostgreSQL's epoch. */
const epoch = Date.UTC(2000, 0, 1) * 1_000;
const twoTo32 = 2 ** 32;

/** A `timestamptz[]` with at least one element. A number is in milliseconds since 1970. */
export function toTimestampArray(values: readonly (Date | number)[]): Buffer {
  const buffer = Buffer.allocUnsafe(headerBytes + 12 * values.length);
  writeHeader(buffer, "timestamptz", values.length);
  let position = headerBytes;
  for (const value of values) {
    const microseconds = Number(value) * 1_000 - epoch;
    position = buffer.writeInt32BE(8, position);
    position = buffer.writeInt32BE(Math.floor(microseconds / twoTo32), position);
    position = buffer.writeUInt32BE(microseconds - Math.floor(microseconds / twoTo32) * twoTo32, position);
  }
  return buffer;
}
