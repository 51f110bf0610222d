import { createLoader, createSerializer, type inferParserType } from "nuqs/server";
import type { BrowserRules, ConnectorEdit, ConnectorType } from "@/lib/connectors/schema";
import { parseAsPage } from "@/lib/url-parsers";

/** The URL parameters of the list. */
const connectorListParsers = { page: parseAsPage };
export type ConnectorListQuery = inferParserType<typeof connectorListParsers>;
export const loadConnectorListQuery = createLoader(connectorListParsers);
export const formatConnectorListUrl = createSerializer(connectorListParsers);

type ConnectorSwitches = Pick<ConnectorEdit, "verifiesIdentities" | "renamesReservedTraits">;

/** A connector as the screens show it. */
export type ConnectorRow = BrowserRules &
  ConnectorSwitches & {
    id: string;
    name: string;
    type: ConnectorType;
    /** The last four characters of the write key. */
    keyHint: string;
    /** The write key of a browser connector. Null for a server's, which is shown once. */
    publicKey: string | null;
    enabled: boolean;
    version: number;
    /** Identifies the current secret without revealing it. Null without a secret. */
    secretFingerprint: string | null;
    /** Null if the author left the workspace. */
    createdBy: string | null;
    createdAt: Date;
    /** The last accepted message. */
    lastMessageAt: Date | null;
  };

/** Messages of the last 24 hours. */
export type RecentMessages = { accepted: number; rejected: number };
export type ListedConnector = ConnectorRow & { recent: RecentMessages };

/** Sorted by name. */
export type ConnectorPage = { rows: ListedConnector[]; page: number; perPage: number; total: number };

/** The plain text of a new write key, returned only here. */
export type IssuedWriteKey = { connector: ConnectorRow; writeKey: string };

/** `secret`: the plain text of a newly issued secret, returned only here. */
export type SavedConnector = { connector: ConnectorRow; secret: string | null };
