import { createParser } from "nuqs/server";
import { z } from "zod";

const maxPage = 1_000_000;

/** The number of a page, from 1. */
export const parseAsPage = createParser({
  parse(text) {
    const page = /^\d{1,7}$/.test(text) ? Number(text) : 0;
    return page >= 1 && page <= maxPage ? page : null;
  },
  serialize: String,
}).withDefault(1);

export const parseAsUlid = createParser({
  parse: (text) => z.ulid().safeParse(text).data ?? null,
  serialize: (id) => id,
});

/** The last time that a ULID can hold: the log is ordered by ULIDs. */
const maxTime = 2 ** 48 - 1;

export const parseAsTime = createParser({
  parse(text) {
    const time = text ? z.coerce.date().safeParse(text).data : undefined;
    return time && time.getTime() >= 0 && time.getTime() <= maxTime ? time : null;
  },
  serialize: (time) => time.toISOString().replace(".000Z", "Z"),
  eq: (a, b) => a.getTime() === b.getTime(),
});
