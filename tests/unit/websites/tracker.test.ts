import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bundleTracker } from "@/scripts/build/tracker-script";

it("has at most 5 kB compressed", async () => {
  expect(gzipSync(await bundleTracker()).length).toBeLessThanOrEqual(5_000);
});

it("complies with a strict Content-Security-Policy", async () => {
  const script = Buffer.from(await bundleTracker()).toString();
  expect(script).not.toMatch(/\beval\b|new Function|\bFunction\(|innerHTML|\.style\b|setAttribute/);
});
