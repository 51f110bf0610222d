import { expect, it } from "vitest";
import { Domain } from "@/lib/contacts/schema/account";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";

it.each([
  ["Acme-Inc.com", "acme-inc.com"],
  [" bücher.example ", "xn--bcher-kva.example"],
])("%j is spelled as the DNS does", (text, domain) => {
  expect(Domain.safeParse(text).data).toBe(domain);
});

it.each(["www.acme-inc.com", "github.io", "acme", "acme-inc.com/", `${"a".repeat(250)}.com`])(
  "%j is no registrable domain",
  (text) => {
    expect(Domain.safeParse(text).success).toBe(false);
  },
);

it("takes little processor time to refuse as much text as a body has room for", () => {
  const characters = Array.from({ length: 20_000 }, (_, index) => String.fromCodePoint(0x4e00 + index));
  const time = measureCpuTime(() => {
    expect(Domain.safeParse(characters.join("").repeat(15)).success).toBe(false);
  });
  expect(time).toBeLessThan(500);
});
