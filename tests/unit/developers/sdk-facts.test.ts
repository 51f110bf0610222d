import { expect, it } from "vitest";
import { libraryCallFacts, markNames } from "@/components/developers/guide/sdk-facts";
import { messageTypes } from "@/lib/ingestion/message";
import {
  exclusionReasons,
  rejectionReasons,
  requestRejections,
  warningTexts,
} from "@/lib/ingestion/outcomes";

it("describes each call of the libraries", () => {
  expect(libraryCallFacts.map(({ name }) => name).sort()).toEqual([...messageTypes].sort());
});

it("marks names between quotes as code, and keeps apostrophes", () => {
  expect(markNames("Send a 'userId' or an 'anonymousId'.")).toBe("Send a `userId` or an `anonymousId`.");
  expect(markNames("An id is not '.' or '..'.")).toBe("An id is not `.` or `..`.");
  expect(markNames("The page's domain is not one of the connector's.")).not.toContain("`");
  expect(markNames("The message's 'integrations' exclude it.")).toBe(
    "The message's `integrations` exclude it.",
  );
});

it("leaves no quoted name unmarked in the sentences of outcomes", () => {
  const sentences = [rejectionReasons, exclusionReasons, requestRejections, warningTexts].flatMap((texts) =>
    Object.values<string>(texts),
  );
  for (const sentence of sentences) expect(markNames(sentence)).not.toMatch(/(?<!\w)'|'(?!s\b)/);
});
