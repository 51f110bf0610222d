import { describe, expect, it } from "vitest";
import { findSdkRoute, isSdkCall } from "@/lib/ingestion/http/route";

const roots = [
  ...["", "/api", "/backend", "http://localhost:3000", "http://localhost:3000/api"],
  // Of a host with a slash at its end.
  ...["/", "/backend/", "http://localhost:3000/"],
];

describe.each(roots)("under '%s'", (root) => {
  it.each(["", "/"])("finds the paths of messages that end in '%s'", (end) => {
    const find = (path: string) => findSdkRoute(`${root}/v1/${path}${end}`);
    for (const path of ["batch", "import", "b"])
      expect(find(path)).toEqual({ type: "messages", accepts: "batch" });
    for (const accepts of ["identify", "track", "page", "screen", "group", "alias"]) {
      expect(find(accepts)).toEqual({ type: "messages", accepts });
      expect(find(accepts.charAt(0))).toEqual({ type: "messages", accepts });
    }
    expect(find("m")).toEqual({ type: "metrics" });
    expect(find("projects/jwk_1/settings")).toEqual({ type: "settings", writeKey: "jwk_1" });
  });

  it("finds a path with a query", () => {
    expect(findSdkRoute(`${root}/v1/batch/?retry=1`)).toEqual({ type: "messages", accepts: "batch" });
  });

  it("finds the files of the browser library", () => {
    const library = (file: string) => ({ type: "library", file });
    expect(findSdkRoute(`${root}/analytics.js/v1/jwk_1/analytics.min.js`)).toEqual(library("standalone.js"));
    expect(findSdkRoute(`${root}/analytics-next/bundles/tsub.js`)).toEqual(library("tsub.js"));
  });
});

it.each(["/v1/unknown", "/v1/batch/more", "/v1/v1/batch", "/backend/v1/toString", "/v1/projects//settings"])(
  "finds '%s', which the protocol does not have",
  (url) => {
    expect(findSdkRoute(url)).toEqual({ type: "unknown" });
  },
);

it.each([
  "/v1",
  "/v1/",
  "/api/v1/unknown",
  "/v2/batch",
  "/acme/v1/batch",
  "/api/users",
  "/analytics-next/bundles/..%2f..%2fpackage.json",
  "/analytics-next/bundles/a/b.js",
  "/?/v1/batch",
])("leaves '%s' to other handlers", (url) => {
  expect(isSdkCall(url)).toBe(false);
});
