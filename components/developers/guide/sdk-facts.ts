import { listConnectorTabs } from "@/components/connectors/set-up-tabs";
import type { CodeTab } from "@/components/ui/code/code-tabs";
import { maxWebsiteDefinitions } from "@/lib/collector/quotas";
import { connectorTypes } from "@/lib/connectors/schema";
import { writeKeyPlaceholder } from "@/lib/connectors/setup-code";
import { maxListItems, maxNameLength, maxNames, maxTextLength } from "@/lib/contacts/schema/property-limits";
import { maxRequestBytes } from "@/lib/ingestion/http/body";
import { maxBrowserRequestsPerMinute, maxRequestsPerSecond } from "@/lib/ingestion/http/sender-rules";
import type { MessageType } from "@/lib/ingestion/message";
import { maxBatchMessages, maxBytesPerMessage, maxSentNameLength } from "@/lib/ingestion/messages/limits";

/** The set-up of every library, as on the screens of a connector. */
export function listLibraryTabs(origin: string): CodeTab[] {
  return connectorTypes.flatMap((type) => listConnectorTabs({ origin, writeKey: writeKeyPlaceholder, type }));
}

type Fact = { name: string; text: string; more?: string };

const calls: Record<MessageType, Omit<Fact, "name">> = {
  identify: {
    text: "Creates or updates the user 'userId'. The trait 'email' identifies the user, too; the other traits are properties.",
    more: "With an 'anonymousId', the device’s earlier events and visits become the user’s.",
  },
  group: {
    text: "Creates or updates the account 'groupId'. The trait 'domain' or 'website' names its domain; the other traits are properties.",
    more: "The user becomes a member, or else the user of the device.",
  },
  track: {
    text: "Records the event for the user, or else for the device and its user. Its properties are the metadata.",
    more: "With 'context.groupId', the event is the account’s as well. Without a user and a device, it is the account’s alone.",
  },
  page: {
    text: "Records the event “page viewed”, or “screen viewed” if the page has a name.",
    more: "With an 'anonymousId' and a URL of one of your websites, it is also a visit.",
  },
  screen: { text: "Records the event “screen viewed”." },
  alias: {
    text: "Gives the user 'previousId' the id 'userId', or merges the two if both exist: values of the latter win.",
    more: "If 'previousId' is an 'anonymousId', the device becomes the user’s.",
  },
};

/** What each call of a library changes. */
export const libraryCallFacts: Fact[] = Object.entries(calls).map(([name, effect]) => ({ name, ...effect }));

const format = (count: number) => count.toLocaleString("en");

export const sdkLimits: Fact[] = [
  {
    name: "Request",
    text: `${maxRequestBytes / 1_048_576} MiB after decompression, and ${format(maxBatchMessages)} messages.`,
    more: "Compression is gzip or none.",
  },
  { name: "Message", text: `${format(maxBytesPerMessage)} bytes.` },
  {
    name: "Requests",
    text: `${format(maxRequestsPerSecond)} a second of one workspace.`,
    more: `A browser connector accepts ${format(maxBrowserRequestsPerMinute)} a minute from one IP address.`,
  },
  {
    name: "Properties",
    text: `${maxNames} of one message, with names of ${maxNameLength} characters and texts of ${format(maxTextLength)}.`,
    more: `Lists have ${maxListItems} items.`,
  },
  {
    name: "Names",
    text: `Events, pages and screens have names of ${maxSentNameLength} characters.`,
    more: `A browser connector may name ${maxWebsiteDefinitions} different events, and as many properties of users and of accounts.`,
  },
];

/** The calls that replace operations of the API. */
export const replacedOperations: Fact[] = [
  { name: "POST /users/upsert", text: "identify", more: "'properties' become 'traits', with the email." },
  { name: "POST /accounts/upsert", text: "group", more: "'accountId' becomes 'groupId'." },
  { name: "POST /accounts/users/add", text: "group", more: "With the 'userId' of each member." },
  {
    name: "POST /track",
    text: "track",
    more: "'metadata' becomes 'properties', 'triggeredAt' becomes 'timestamp', and the account 'context.groupId'.",
  },
  { name: "POST /link", text: "identify", more: "With the device id as 'anonymousId'." },
];

/** Puts names between single quotes into backticks. Keeps apostrophes. */
export function markNames(sentence: string): string {
  return sentence.replace(/(?<=^|[\s(])'([^']+)'(?=$|[\s.,:;)])/g, "`$1`");
}
