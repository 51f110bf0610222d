import { expect, it } from "vitest";
import { normalizeUrl } from "@/lib/http/url";

it.each([
  ["/api//users/upsert", "/api/users/upsert"],
  ["/api///validate?a=b//c", "/api/validate?a=b//c"],
  ["/api/validate/", "/api/validate"],
  ["/api//validate/?colour=red/", "/api/validate?colour=red/"],
  ["/api/", "/api"],
  ["http://localhost/api//validate/", "http://localhost/api/validate"],
])("normalizes %s to %s", (url, normalized) => {
  expect(normalizeUrl(url)).toBe(normalized);
});

it.each([
  "/api",
  "/api/validate",
  "/api/validate?url=//x/",
  "/api/users/a%2F%2Fb",
  "/api/users/a%2F",
  "/api/users//events",
  "/api/validate//",
  "//api/validate",
  "/apis//x/",
  "/demo//settings/",
  "*",
  "/",
])("keeps %s", (url) => {
  expect(normalizeUrl(url)).toBe(url);
});
