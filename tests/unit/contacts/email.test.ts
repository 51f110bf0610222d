import { expect, it } from "vitest";
import { Message } from "@/lib/collector/schema";
import { DeleteUser, Email } from "@/lib/contacts/schema/user";
import { createId } from "@/lib/ids";
import { SignIn, SignUp } from "@/lib/people/schema";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";

it.each([
  ["Kim+News@Acme-Inc.com", "kim+news@acme-inc.com"],
  ["kim@bücher.com", "kim@xn--bcher-kva.com"],
  ["kim@BÜCHER.com", "kim@xn--bcher-kva.com"],
  ["kim@xn--bcher-kva.com", "kim@xn--bcher-kva.com"],
  ["kim@почта.рф", "kim@xn--80a1acny.xn--p1ai"],
  ["kim@例え。jp", "kim@xn--r8jz45g.jp"],
])("%s is stored as %s", (sent, kept) => {
  expect(Email.parse(sent)).toBe(kept);
});

it.each([
  "bücher.com",
  "kïm@acme-inc.com",
  "kim@bücher",
  "kim@bücher.com/path",
  "kim@bücher.com:25",
  " kim@bücher.com",
  "kim@bücher.com ",
  "kim@lee@bücher.com",
  "kim@",
  `kim@${"ü".repeat(250)}.com`,
])("%j is not an email", (sent) => {
  expect(Email.safeParse(sent).success).toBe(false);
});

it("an invalid host gets the same message as any invalid email", () => {
  const { error } = DeleteUser.safeParse({ identification: { email: "kim@bü cher.com" } });
  expect(error?.issues[0]?.message).toBe("This is not an email address.");
});

it("rejects a text of the maximum body size in little CPU time", () => {
  const time = measureCpuTime(() => {
    for (const sent of [`kim@${"ü".repeat(500_000)}`, "@".repeat(500_000), `kim@${"ü.".repeat(250_000)}com`])
      expect(Email.safeParse(sent).success).toBe(false);
  });
  expect(time).toBeLessThan(500);
});

it.each([
  ["r&d@Northwind.com", "r&d@northwind.com"],
  ["a/b@northwind.com", "a/b@northwind.com"],
  ["anna@xn--80a1acny.xn--p1ai", "anna@xn--80a1acny.xn--p1ai"],
  ["Anna@почта.рф", "anna@xn--80a1acny.xn--p1ai"],
])("sign-up, sign-in, the API and the collector store %s as %s", (email, kept) => {
  const person = { name: "Anna", password: "correct horse battery", workspaceName: "Northwind" };
  const message = { type: "identify", id: createId(), deviceId: createId(), sentAt: 0, email };
  expect(SignUp.parse({ ...person, email }).email).toBe(kept);
  expect(SignIn.parse({ password: person.password, email: ` ${email} ` }).email).toBe(kept);
  expect(Email.parse(email)).toBe(kept);
  expect(Message.parse(message)).toMatchObject({ email: kept });
});
