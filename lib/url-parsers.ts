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
