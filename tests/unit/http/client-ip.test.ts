import { expect, it } from "vitest";
import { getClientIp, toIpBlock } from "@/lib/http/client-ip";

const clientIp = (forwarded: string) => getClientIp(new Headers({ "x-forwarded-for": forwarded }));
const clientBlock = (forwarded: string) => toIpBlock(clientIp(forwarded));

it("counts each IPv4 address separately", () => {
  expect(clientBlock("203.0.113.7")).toBe("203.0.113.7");
  expect(clientBlock("203.0.113.8")).not.toBe(clientBlock("203.0.113.7"));
});

it("returns the IPv4 address for every spelling of an IPv4-mapped one", () => {
  for (const mapped of [
    "::ffff:203.0.113.7",
    "::FFFF:203.0.113.7",
    "::ffff:cb00:7107",
    "0:0:0:0:0:ffff:203.0.113.7",
  ])
    expect(clientIp(mapped)).toBe("203.0.113.7");
});

it("leaves out the port that a proxy adds", () => {
  expect(clientIp("203.0.113.7:50123")).toBe("203.0.113.7");
  expect(clientIp("[2001:db8::1]:50123")).toBe("2001:db8::1");
  expect(clientIp("[2001:db8::1]")).toBe("2001:db8::1");
  expect(clientBlock("[2001:db8::1]:50123")).toBe("2001:db8:0:0::/64");
});

it("counts all IPv6 addresses of a /64 as one, in every spelling", () => {
  const block = "2001:db8:0:1::/64";
  for (const ip of ["2001:db8:0:1::1", "2001:DB8::1:0:0:0:2", "2001:0db8:0000:0001:ffff:ffff:ffff:ffff"])
    expect(clientBlock(ip)).toBe(block);
  expect(clientBlock("2001:db8:0:2::1")).not.toBe(block);
  expect(clientBlock("::1")).toBe("0:0:0:0::/64");
});

it("trusts only the entry of the nearest proxy", () => {
  expect(clientIp("1.1.1.1, 203.0.113.7")).toBe("203.0.113.7");
});

it("keeps a value other than an IP address", () => {
  for (const value of ["unknown", "_hidden", "::not-an-ip"]) {
    expect(clientIp(value)).toBe(value);
    expect(clientBlock(value)).toBe(value);
  }
});

it("returns 'unknown' without an IP address", () => {
  expect(getClientIp(new Headers())).toBe("unknown");
});
