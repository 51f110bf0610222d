import { expect, test } from "vitest";
import { SignUp } from "@/lib/people/schema";

const valid = { name: "Ada", email: "ada@example.com", password: "correct horse", workspaceName: "Acme" };
const issueOf = (input: object) => SignUp.safeParse({ ...valid, ...input }).error?.issues[0]?.path.join(".");

test("addresses are compared without regard to case and surrounding space", () => {
  expect(SignUp.parse({ ...valid, email: " Ada@Example.COM " }).email).toBe("ada@example.com");
});

test("a password has at least 10 characters and is not the address", () => {
  expect(issueOf({ password: "123456789" })).toBe("password");
  expect(issueOf({ password: "ADA@example.com" })).toBe("password");
  expect(issueOf({ password: "1234567890" })).toBeUndefined();
});

test("somebody who was invited makes no workspace, and an empty name for one is no name", () => {
  expect(issueOf({ workspaceName: undefined })).toBeUndefined();
  expect(issueOf({ workspaceName: "  " })).toBe("workspaceName");
});

test("no name has what the database cannot hold", () => {
  expect(issueOf({ name: "A\0da" })).toBe("name");
  expect(issueOf({ workspaceName: "Ac\0me" })).toBe("workspaceName");
});
