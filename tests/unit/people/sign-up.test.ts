import { expect, test } from "vitest";
import { SignUp } from "@/lib/people/schema";

const valid = { name: "Ada", email: "ada@example.com", password: "correct horse", workspaceName: "Acme" };
const issueOf = (input: object) => SignUp.safeParse({ ...valid, ...input }).error?.issues[0]?.path.join(".");

test("normalizes case and surrounding spaces of emails", () => {
  expect(SignUp.parse({ ...valid, email: " Ada@Example.COM " }).email).toBe("ada@example.com");
});

test("rejects a password of fewer than 10 characters or equal to the email", () => {
  expect(issueOf({ password: "123456789" })).toBe("password");
  expect(issueOf({ password: "ADA@example.com" })).toBe("password");
  expect(issueOf({ password: "1234567890" })).toBeUndefined();
});

test("makes the workspace name optional and treats an empty one as missing", () => {
  expect(issueOf({ workspaceName: undefined })).toBeUndefined();
  expect(issueOf({ workspaceName: "  " })).toBe("workspaceName");
});

test("rejects names that the database cannot store", () => {
  expect(issueOf({ name: "A\0da" })).toBe("name");
  expect(issueOf({ workspaceName: "Ac\0me" })).toBe("workspaceName");
});
