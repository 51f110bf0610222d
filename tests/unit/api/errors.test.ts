import { expect, test } from "vitest";
import { getErrorMessage } from "@/lib/errors";
import { toSentence } from "@/scripts/command/run-command";

test("lists the messages of each IP address of an unreachable host", () => {
  const errors = ["::1", "127.0.0.1"].map((ip) => new Error(`connect ECONNREFUSED ${ip}:5432`));
  const sentence = "connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432";
  expect(getErrorMessage(new AggregateError(errors))).toBe(sentence);
  expect(toSentence(new AggregateError(errors))).toBe(sentence);
});

test("returns the message of an error, and the text of any other value", () => {
  expect(getErrorMessage(new Error("no"))).toBe("no");
  expect(getErrorMessage("no")).toBe("no");
});
