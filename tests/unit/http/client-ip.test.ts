import { expect, it } from "vitest";
import { getClientIp, toIpBlock } from "@/lib/http/client-ip";

const blockOf = (forwarded: string) => toIpBlock(getClientIp(new Headers({ "x-forwarded-for": forwarded })));

it("counts each IPv4 address by itself", () => {
  expect(blockOf("203.0.113.7")).toBe("203.0.113.7");
  expect(blockOf("203.0.113.8")).not.toBe(blockOf("203.0.113.7"));
});

it("counts an IPv4 address that is written as an IPv6 one as the IPv4 address that it is", () => {
  expect(blockOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
});

it("leaves out the port that a proxy adds", () => {
  expect(getClientIp(new Headers({ "x-forwarded-for": "203.0.113.7:50123" }))).toBe("203.0.113.7");
  expect(getClientIp(new Headers({ "x-forwarded-for": "[2001:db8::1]:50123" }))).toBe("2001:db8::1");
  expect(getClientIp(new Headers({ "x-forwarded-for": "[2001:db8::1]" }))).toBe("2001:db8::1");
  expect(blockOf("[2001:db8::1]:50123")).toBe("2001:db8:0:0::/64");
});

it("counts all IPv6 addresses of a /64 as one, however they are written", () => {
  const block = "2001:db8:0:1::/64";
  for (const address of ["2001:db8:0:1::1", "2001:DB8::1:0:0:0:2", "2001:0db8:0000:0001:ffff:ffff:ffff:ffff"])
    expect(blockOf(address)).toBe(block);
  expect(blockOf("2001:db8:0:2::1")).not.toBe(block);
  expect(blockOf("::1")).toBe("0:0:0:0::/64");
});

it("believes the nearest proxy, not what the client claims before it", () => {
  expect(getClientIp(new Headers({ "x-forwarded-for": "1.1.1.1, 203.0.113.7" }))).toBe("203.0.113.7");
});

it("has a name for a client without an address", () => {
  expect(getClientIp(new Headers())).toBe("unknown");
});
