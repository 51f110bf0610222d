import { expect, test } from "vitest";
import { SignUp } from "@/lib/people/schema";

const valid = { name: "Ada", email: "ada@example.com", password: "correct horse", workspaceName: "Acme" };
const findIssuePath = (input: object) =>
  SignUp.safeParse({ ...valid, ...input }).error?.issues[0]?.path.join(".");

test("normalizes case and surrounding spaces of emails", () => {
  expect(SignUp.parse({ ...valid, email: " Ada@Example.COM " }).email).toBe("ada@example.com");
});

test("rejects a password of fewer than 10 characters or equal to the email", () => {
  expect(findIssuePath({ password: "123456789" })).toBe("password");
  expect(findIssuePath({ password: "ADA@example.com" })).toBe("password");
  expect(findIssuePath({ password: "1234567890" })).toBeUndefined();
});

test("makes the workspace name optional and treats an empty one as missing", () => {
  expect(findIssuePath({ workspaceName: undefined })).toBeUndefined();
  expect(findIssuePath({ workspaceName: "  " })).toBe("workspaceName");
});

test("rejects names that the database cannot store", () => {
  expect(findIssuePath({ name: "A\0da" })).toBe("name");
  expect(findIssuePath({ workspaceName: "Ac\0me" })).toBe("workspaceName");
});
