import { BlockList } from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { getClientIp } from "@/lib/http/client-ip";
import {
  compileIpRanges,
  describeWideRanges,
  IpRanges,
  maxIpRanges,
  parseIpRange,
} from "@/lib/http/ip-ranges";

describe("a range", () => {
  it.each([
    ["203.0.113.4", "203.0.113.4"],
    ["203.0.113.4/32", "203.0.113.4"],
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["::ffff:203.0.113.4", "203.0.113.4"],
    ["::FFFF:CB00:7104", "203.0.113.4"],
    ["::ffff:203.0.113.0/120", "203.0.113.0/24"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["2001:db8::1/128", "2001:db8::1"],
    ["::/0", "::/0"],
  ])("%s has the normal form %s", (entry, range) => {
    expect(parseIpRange(entry)).toEqual({ range });
    expect(parseIpRange(range)).toEqual({ range });
  });

  it.each([
    ["10.1.2.3/8", "'10.1.2.3/8' is an address within 10.0.0.0/8. Use one of them."],
    ["203.0.113.129/25", "'203.0.113.129/25' is an address within 203.0.113.128/25. Use one of them."],
    ["2001:db8::1/32", "'2001:db8::1/32' is an address within 2001:db8::/32. Use one of them."],
    ["::ffff:10.0.0.1/120", "'::ffff:10.0.0.1/120' is an address within 10.0.0.0/24. Use one of them."],
    ["10.0.0.0/33", "'/33' is no prefix length. Use /0 to /32."],
    ["2001:db8::/129", "'/129' is no prefix length. Use /0 to /128."],
    ["10.0.0.0/", "'/' is no prefix length. Use /0 to /32."],
    ["10.0.0.0/-1", "'/-1' is no prefix length. Use /0 to /32."],
  ])("%s is rejected with the remedy", (entry, error) => {
    expect(parseIpRange(entry)).toEqual({ error });
  });

  it.each([
    "",
    "example.com",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "0x0a.0.0.1",
    "167772161",
    "10.0.0.0/8/8",
    "fe80::1%eth0",
    "10.0.0.1:443",
    "[2001:db8::1]",
    "1.2.3.4\u0000",
  ])("%j is no address", (entry) => {
    expect(parseIpRange(entry).error).toMatch(
      /is no IP address\. Write 203\.0\.113\.4 or 203\.0\.113\.0\/24\.$/,
    );
  });
});

describe("a list", () => {
  it("ignores blank lines, takes several entries from a line and removes duplicates", () => {
    const lines = [" 203.0.113.4 ", "", "::ffff:203.0.113.4, 2001:DB8::/32", "203.0.113.4/32\t10.0.0.0/8\r"];
    expect(IpRanges.parse(lines)).toEqual(["203.0.113.4", "2001:db8::/32", "10.0.0.0/8"]);
  });

  it("names the line of each invalid entry", () => {
    const { error } = IpRanges.safeParse(["203.0.113.4", "", "10.0.0.1/8", "nowhere"]);
    expect(error?.issues).toMatchObject([
      {
        path: [],
        message:
          "Line 3: '10.0.0.1/8' is an address within 10.0.0.0/8. Use one of them.\nLine 4: 'nowhere' is no IP address. Write 203.0.113.4 or 203.0.113.0/24.",
      },
    ]);
  });

  it("holds 100 entries after duplicates are removed, and no more", () => {
    const list = (length: number) => Array.from({ length }, (_, index) => `10.0.${index}.0/24`);
    expect(IpRanges.parse([...list(maxIpRanges), "10.0.0.0/24"])).toHaveLength(100);
    expect(IpRanges.safeParse(list(101)).error?.issues[0]?.message).toBe(
      "Use 100 addresses and ranges at most.",
    );
    expect(IpRanges.safeParse(Array.from({ length: 100_000 }, () => "x")).success).toBe(false);
  });

  it("tells when it allows every address", () => {
    expect(describeWideRanges(["10.0.0.0/8"])).toBeNull();
    expect(describeWideRanges(["0.0.0.0/0"])).toBe("0.0.0.0/0 allows every IPv4 address.");
    expect(describeWideRanges(["0.0.0.0/0", "::/0"])).toBe(
      "0.0.0.0/0 allows every IPv4 address, ::/0 allows every IPv6 address.",
    );
  });
});

describe("a match", () => {
  it("allows every address without ranges, and only listed ones with them", () => {
    expect(compileIpRanges([])("unknown")).toBe(true);
    const allows = compileIpRanges(["203.0.113.4", "10.0.0.0/8", "2001:db8::/32"]);
    expect(["203.0.113.4", "10.255.255.255", "2001:db8:ffff::1"].filter((ip) => !allows(ip))).toEqual([]);
    expect(["203.0.113.5", "11.0.0.0", "2001:db9::", "unknown", ""].filter(allows)).toEqual([]);
  });

  it("compares IPv4-mapped clients as IPv4", () => {
    const client = getClientIp(new Headers({ "x-forwarded-for": "::ffff:203.0.113.4" }));
    expect(compileIpRanges(["203.0.113.0/24"])(client)).toBe(true);
    expect(compileIpRanges(["::/0"])(client)).toBe(false);
  });

  it("agrees with net.BlockList for any ranges and addresses", () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((text) => ipaddr.process(text).toString()),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(address, fc.nat(128)), { maxLength: 20 }),
        fc.array(address),
        (networks, ips) => {
          const ranges = networks.map(([ip, bits]) => toRange(ip, bits));
          const allows = compileIpRanges(["192.0.2.1", ...ranges]);
          // One for each family: BlockList finds IPv4 addresses in ::/0 as well.
          const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
          lists.ipv4.addAddress("192.0.2.1");
          for (const range of ranges) {
            const [ip, bits] = ipaddr.parseCIDR(
              range.includes("/") ? range : `${range}/${range.includes(":") ? 128 : 32}`,
            );
            lists[ip.kind()].addSubnet(ip.toString(), bits, ip.kind());
          }
          for (const ip of [...ips, ...networks.map(([known]) => known)])
            expect(allows(ip)).toBe(lists[toFamily(ip)].check(ip, toFamily(ip)));
        },
      ),
    );
  });
});

function toFamily(ip: string): "ipv4" | "ipv6" {
  return ip.includes(":") ? "ipv6" : "ipv4";
}

/** The range of an address and a prefix length, by the error that names it. */
function toRange(ip: string, bits: number): string {
  const entry = `${ip}/${ip.includes(":") ? bits : Math.min(bits, 32)}`;
  const { range, error } = parseIpRange(entry);
  return range ?? /within (\S+)\. /.exec(error)?.[1] ?? "";
}
