import { expect, test } from "vitest";
import { requireStrongPassword } from "@/lib/people/require-strong-password";

const ada = { name: "Ada Lovelace", email: "ada.l@northwind.com", workspaceName: "Analytical Engines" };

async function findProblem(password: string): Promise<string | undefined> {
  const error = await requireStrongPassword(password, ada).then(
    () => null,
    (reason) => reason,
  );
  return error?.details.issues[0].message;
}

test.each([
  ["password12", /^Attackers try this password/],
  ["P@ssw0rd123", /close to a password that attackers try/],
  ["aaaaaaaaaa", /^Repeated characters/],
  [" ".repeat(10), /^Repeated characters/],
  ["\0".repeat(10), /^Repeated characters/],
  ["abcdefghijkl", /^Sequences/],
  ["ｐａｓｓｗｏｒｄ12", /^Attackers try this password/],
  ["northwind1", /^Your name, email and workspace/],
  ["adalovelace", /^Your name, email and workspace/],
  ["analyticalengines", /^Your name, email and workspace/],
  ["apiaccess1", /name of this product/],
])("rejects %j as a new password and says why", async (password, reason) => {
  expect(await findProblem(password)).toMatch(reason);
  expect(await findProblem(password)).toMatch(/Add a few unrelated words\.$/);
});

test.each(["correct horse battery", "four wandering teapots", "x7#kQ9!mPzw", "лунная дорога домой"])(
  "accepts %j without rules on its characters",
  async (password) => {
    expect(await findProblem(password)).toBeUndefined();
  },
);

test("checks the longest hostile password with little processor time", async () => {
  await findProblem("loads the dictionaries");
  const passwords = ["4@sS".repeat(50), "p@$$w0rd".repeat(25), "1".repeat(200), "aAbBcC1!".repeat(25)];
  const before = process.cpuUsage();
  for (const password of passwords) await findProblem(password);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(2_000);
});
