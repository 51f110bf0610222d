import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bundleTracker } from "@/scripts/build/tracker-script";

it("the script has at most 5 kB on its way to a page", async () => {
  expect(gzipSync(await bundleTracker()).length).toBeLessThanOrEqual(5_000);
});

it("the script does nothing that a strict Content-Security-Policy forbids", async () => {
  const script = Buffer.from(await bundleTracker()).toString();
  expect(script).not.toMatch(/\beval\b|new Function|\bFunction\(|innerHTML|\.style\b|setAttribute/);
});
