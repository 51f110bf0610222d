import { expect, test } from "vitest";
import { formatBytes, formatDuration } from "@/components/ui/format-units";

test.each([
  [0.04, "0.0 ms"],
  [0.42, "0.4 ms"],
  [9.96, "10 ms"],
  [12.4, "12 ms"],
  [999.6, "1.0 s"],
  [1_234, "1.2 s"],
  [9_960, "10 s"],
  [61_400, "61 s"],
  [1_234_000, "1234 s"],
])("formats %d milliseconds as %j", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1.0 kB"],
  [1_240, "1.2 kB"],
  [16_384, "16 kB"],
  [999_600, "1.0 MB"],
  [1_234_567, "1.2 MB"],
  [5e12, "5000 GB"],
])("formats %d bytes as %j", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
