import { expect, test } from "vitest";
import { formatDuration } from "@/components/ui/format-units";

test.each([
  [0.04, "0.0 ms"],
  [0.42, "0.4 ms"],
  [9.96, "10 ms"],
  [12.4, "12 ms"],
  [999.6, "1.0 s"],
  [1_234, "1.2 s"],
  [9_960, "10 s"],
  [61_400, "61 s"],
])("%d milliseconds are %j", (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words);
});
