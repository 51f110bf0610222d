import { expect, it } from "vitest";
import { Domain } from "@/lib/contacts/schema/account";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";

it.each([
  ["Acme-Inc.com", "acme-inc.com"],
  [" bücher.example ", "xn--bcher-kva.example"],
])("%j is normalized to its Punycode form", (text, domain) => {
  expect(Domain.safeParse(text).data).toBe(domain);
});

it.each(["www.acme-inc.com", "github.io", "acme", "acme-inc.com/", `${"a".repeat(250)}.com`])(
  "%j is not a registrable domain",
  (text) => {
    expect(Domain.safeParse(text).success).toBe(false);
  },
);

it("rejects a text of the maximum body size in little CPU time", () => {
  const characters = Array.from({ length: 20_000 }, (_, index) => String.fromCodePoint(0x4e00 + index));
  const time = measureCpuTime(() => {
    expect(Domain.safeParse(characters.join("").repeat(15)).success).toBe(false);
  });
  expect(time).toBeLessThan(500);
});
