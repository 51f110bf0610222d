import { createParser } from "nuqs/server";

const maxPage = 1_000_000;

/** The number of a page, from 1. */
export const parseAsPage = createParser({
  parse(text) {
    const page = /^\d{1,7}$/.test(text) ? Number(text) : 0;
    return page >= 1 && page <= maxPage ? page : null;
  },
  serialize: String,
}).withDefault(1);

/** 26 characters of Crockford's Base32. */
const ulidPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/i;

export const parseAsUlid = createParser({
  parse: (text) => (ulidPattern.test(text) ? text : null),
  serialize: (id) => id,
});

/** The last time that a ULID can hold: the log is ordered by ULIDs. */
const maxTime = 2 ** 48 - 1;

export const parseAsTime = createParser({
  parse(text) {
    const time = new Date(text);
    return time.getTime() >= 0 && time.getTime() <= maxTime ? time : null;
  },
  serialize: (time) => time.toISOString().replace(".000Z", "Z"),
  eq: (a, b) => a.getTime() === b.getTime(),
});
