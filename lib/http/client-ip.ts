/**
 * The address a request came from. server.ts replaces `x-forwarded-for` by the one address that it trusts: the
 * socket's, or with TRUST_PROXY=on the one that the nearest proxy saw. So nobody can choose their own.
 */
export function getClientIp(headers: Headers): string {
  const nearest = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
  // Some proxies add the port, which is another one each time: "203.0.113.7:50123", "[2001:db8::1]:50123".
  const address = nearest.replace(/^\[(.*)\](:\d+)?$|^([^:]+):\d+$/, "$1$3");
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}

/**
 * What a limit counts against. Whoever has one IPv6 address usually has the whole /64 that it lies in.
 */
export function toIpBlock(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter(Boolean);
  const after = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const whole = [...groups, ...Array<string>(Math.max(0, zeros)).fill("0"), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
