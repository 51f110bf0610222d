import { expect, it } from "vitest";
import { toUnavailableError } from "@/lib/http/unexpected-error";

const failWith = (code: string) => Object.assign(new Error("failed"), { code });
const unavailable = { code: "unavailable", status: 503, details: { headers: { "retry-after": "5" } } };

it.each(["25006", "53300", "57P03", "08006", "55P03"])(
  "answers 503 with Retry-After to SQLSTATE %s",
  (code) => {
    expect(toUnavailableError(failWith(code))).toMatchObject(unavailable);
  },
);

it.each(["EAI_AGAIN", "ECONNABORTED", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND"])(
  "answers 503 with Retry-After to the socket error %s, of one IP address or of several",
  (code) => {
    expect(toUnavailableError(failWith(code))).toMatchObject(unavailable);
    expect(toUnavailableError(new AggregateError([failWith("EOTHER"), failWith(code)]))).toMatchObject(
      unavailable,
    );
  },
);

it.each(["P1001", "P1008", "P1017", "P2024", "P2037"])(
  "answers 503 with Retry-After to Prisma's error %s",
  (code) => {
    expect(toUnavailableError(failWith(code))).toMatchObject(unavailable);
  },
);

it.each(["23505", "42P01", "22P02", "P2002", "EACCES"])(
  "does not promise that a later try gets past %s",
  (code) => {
    expect(toUnavailableError(failWith(code))).toBeNull();
  },
);
