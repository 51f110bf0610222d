import ipaddr from "ipaddr.js";
import { z } from "zod";

/** IP addresses and CIDR ranges that may use an application's key. Runs in the browser as well. */
export const maxIpRanges = 100;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [address: Address, prefixLength: number];

/** The reason why an entry is invalid, or its normal form. */
type ParsedEntry = { range: string; error?: never } | { range?: never; error: string };

/** Lines of addresses and ranges. Blank lines are ignored, duplicates removed; each invalid line has an error. */
export const IpRanges = z.array(z.string()).transform(toRanges);

function toRanges(lines: string[], context: z.core.$RefinementCtx): string[] {
  const ranges = new Set<string>();
  const errors: string[] = [];
  for (const [index, line] of lines.slice(0, maxReadLines).entries()) {
    for (const entry of splitEntries(line)) {
      const parsed = parseIpRange(entry);
      if (parsed.range === undefined) errors.push(`Line ${index + 1}: ${parsed.error}`);
      else ranges.add(parsed.range);
    }
  }
  if (ranges.size > maxIpRanges || lines.length > maxReadLines)
    errors.push(`Use ${maxIpRanges} addresses and ranges at most.`);
  if (errors.length > 0)
    context.addIssue({ code: "custom", input: lines, message: errors.slice(0, maxListedErrors).join("\n") });
  return [...ranges];
}

const maxListedErrors = 10;
const maxReadLines = 1_000;

/** The entries of a line, which may be separated by commas or spaces. */
function splitEntries(line: string): string[] {
  return line.split(/[\s,;]+/).filter(Boolean);
}

/**
 * Parses "203.0.113.4", "203.0.113.0/24" and the same for IPv6. The normal form is RFC 5952; IPv4-mapped IPv6 becomes
 * IPv4, and a range of one address that address.
 */
export function parseIpRange(entry: string): ParsedEntry {
  const [text = "", length, ...rest] = entry.split("/");
  const address = parseAddress(text);
  const shown = entry.length > 60 ? `${entry.slice(0, 60)}…` : entry;
  if (!address || rest.length > 0)
    return { error: `'${shown}' is no IP address. Write 203.0.113.4 or 203.0.113.0/24.` };
  const bits = address.kind() === "ipv4" ? 32 : 128;
  if (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= bits))
    return { error: `'/${length.slice(0, 10)}' is no prefix length. Use /0 to /${bits}.` };
  const prefixLength = length === undefined ? bits : Number(length);
  const range = formatNetwork(normalize([address, prefixLength]));
  const right = formatNetwork(normalize([toNetworkAddress(address, prefixLength), prefixLength]));
  if (range !== right) return { error: `'${shown}' is an address within ${right}. Use one of them.` };
  return { range };
}

/** Only the spellings that every system reads alike: no octal or hexadecimal parts, no zone. */
function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(":") || text.includes("%") || !ipaddr.IPv6.isValid(text)) return null;
  return ipaddr.IPv6.parse(text);
}

const mappedBits = 96;

/** IPv4-mapped IPv6 becomes IPv4, if all of the range is. */
function normalize([address, prefixLength]: Network): Network {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefixLength >= mappedBits)
    return [address.toIPv4Address(), prefixLength - mappedBits];
  return [address, prefixLength];
}

function toNetworkAddress(address: Address, prefixLength: number): Address {
  const bytes = address.toByteArray().map((byte, index) => {
    const keptBits = Math.min(8, Math.max(0, prefixLength - index * 8));
    return byte & (0xff << (8 - keptBits)) & 0xff;
  });
  return ipaddr.fromByteArray(bytes);
}

function formatNetwork([address, prefixLength]: Network): string {
  const isSingle = prefixLength === address.toByteArray().length * 8;
  const text = address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
  return isSingle ? text : `${text}/${prefixLength}`;
}

/** Tests addresses as `getClientIp` returns them. Compiled once for many tests. */
export type IpMatcher = (ipAddress: string) => boolean;

/** `ranges` are normal forms. Without ranges every address matches. */
export function compileIpRanges(ranges: readonly string[]): IpMatcher {
  if (ranges.length === 0) return () => true;
  const single = new Set(ranges.filter((range) => !range.includes("/")));
  const networks = ranges.filter((range) => range.includes("/")).map((range) => ipaddr.parseCIDR(range));
  return (ipAddress) => {
    if (single.has(ipAddress)) return true;
    if (networks.length === 0 || !ipaddr.isValid(ipAddress)) return false;
    const address = ipaddr.process(ipAddress);
    // The overloads of `match` take one kind each: the comparison before it makes the kinds equal.
    return networks.some(
      ([network, bits]) => network.kind() === address.kind() && address.match([network, bits] as never),
    );
  };
}

/** What a list allows beyond what its author may expect; null: nothing. */
export function describeWideRanges(ranges: readonly string[]): string | null {
  const wide = [
    ...(ranges.includes("0.0.0.0/0") ? ["0.0.0.0/0 allows every IPv4 address"] : []),
    ...(ranges.includes("::/0") ? ["::/0 allows every IPv6 address"] : []),
  ];
  return wide.length > 0 ? `${wide.join(", ")}.` : null;
}
