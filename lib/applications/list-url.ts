import { createLoader, createParser, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { findKeyText } from "@/lib/keys/mask";
import { isStorable } from "@/lib/text/storable";
import { parseAsPage, parseAsUlid } from "@/lib/url-parsers";

/** The list's parameters in the URL. Invalid values fall back to defaults. */
const applicationListParsers = {
  // Ignores a search that contains a key: `findPastedKey` turns a pasted key into its id.
  search: createParser({
    parse(text) {
      const search = text.trim();
      const isValid = search.length <= 200 && isStorable(search) && findKeyText(search) === null;
      return isValid ? search : null;
    },
    serialize: (search) => search,
  }).withDefault(""),
  /** The id of the pasted key. */
  key: parseAsUlid,
  sort: parseAsStringLiteral(["name", "status", "lastUsed", "created"]).withDefault("created"),
  direction: parseAsStringLiteral(["ascending", "descending"]).withDefault("descending"),
  page: parseAsPage,
};
export type ApplicationListQuery = inferParserType<typeof applicationListParsers>;
export const loadApplicationListQuery = createLoader(applicationListParsers);

const applicationViewParsers = { view: parseAsStringLiteral(["deleted"]), page: parseAsPage };
/** Which applications the page lists. Null: those that are not deleted. */
export const loadApplicationView = createLoader(applicationViewParsers);
export type ApplicationView = inferParserType<typeof applicationViewParsers>;
