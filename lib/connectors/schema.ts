import { z } from "zod";
import { DisplayName } from "@/lib/text/display-name";
import { WebsiteDomain } from "@/lib/websites/schema";

export const connectorTypes = ["server", "browser"] as const;
export type ConnectorType = (typeof connectorTypes)[number];

export const maxConnectorNameLength = 80;
export const maxConnectorDomains = 50;

const Name = DisplayName(maxConnectorNameLength, {
  empty: "Enter a name.",
  tooLong: `Use ${maxConnectorNameLength} characters at most.`,
});

/** Lines of hosts, each reduced to its registrable domain. Blank lines are ignored, duplicates removed. */
const Domains = z.array(z.string()).transform((lines, context) => {
  const hosts = lines.flatMap((line) => line.split(/[\s,;]+/).filter(Boolean));
  const parsed = hosts.slice(0, maxConnectorDomains + 1).map((host) => WebsiteDomain.safeParse(host));
  const invalid = hosts.find((_, index) => parsed[index]?.success === false);
  const addIssue = (message: string) => context.addIssue({ code: "custom", input: lines, message });
  if (hosts.length > maxConnectorDomains) addIssue(`Use ${maxConnectorDomains} domains at most.`);
  else if (invalid !== undefined)
    addIssue(`'${invalid.slice(0, 60)}' is not a registrable domain. One looks like acme-inc.com.`);
  return [...new Set(parsed.flatMap(({ data }) => data ?? []))].sort();
});

const BrowserRules = z.object({
  /** Registrable domains whose pages may send. */
  domains: Domains,
  /** Pages of every domain may send. */
  allowsAnyDomain: z.boolean(),
  /** Messages of browsers with Do Not Track or Global Privacy Control are excluded. */
  honorsOptOut: z.boolean(),
});
export type BrowserRules = z.infer<typeof BrowserRules>;

export const missingDomains = "Enter a domain, or allow any domain.";

type RuleContext = z.core.ParsePayload<{ type: ConnectorType; domains: string[]; allowsAnyDomain: boolean }>;

function checkDomains({ value, issues }: RuleContext): void {
  if (needsDomains(value))
    issues.push({ code: "custom", path: ["domains"], message: missingDomains, input: value.domains });
}

export function needsDomains(
  connector: Pick<BrowserRules, "domains" | "allowsAnyDomain"> & { type: ConnectorType },
): boolean {
  return connector.type === "browser" && !connector.allowsAnyDomain && connector.domains.length === 0;
}

/** Segment's reserved traits are stored under journy.io's names. */
const renamesReservedTraits = z.boolean();

const ConnectorFields = z.strictObject({
  name: Name,
  type: z.enum(connectorTypes),
  renamesReservedTraits,
  ...BrowserRules.shape,
});

/** The rules of browsers are ignored for a server. */
export const NewConnector = ConnectorFields.check(checkDomains);
export type NewConnector = z.infer<typeof NewConnector>;

export const ConnectorReference = z.strictObject({ id: z.ulid() });

/** `version` is the version that the edit started from. */
const ConnectorVersion = ConnectorReference.extend({ version: z.int32() });

const VerificationSetting = z.strictObject({
  /** Messages that name a user need a proof. Of browser connectors only. */
  verifiesIdentities: z.boolean(),
});

/** `from` tells whether the edit issues a secret. The edit is rejected if it is not the saved setting. */
export const ConnectorEdit = ConnectorVersion.extend({
  from: VerificationSetting,
  name: Name,
  enabled: z.boolean(),
  renamesReservedTraits,
  ...BrowserRules.shape,
  ...VerificationSetting.shape,
});
export type ConnectorEdit = z.infer<typeof ConnectorEdit>;

/** `keyHint` names the key to replace, so that a repeated request cannot replace the new one. */
export const WriteKeyToRegenerate = ConnectorReference.extend({ keyHint: z.string().length(4) });
export type WriteKeyToRegenerate = z.infer<typeof WriteKeyToRegenerate>;

/** Names the secret to replace, to detect a conflict. */
export const ConnectorSecretToRegenerate = ConnectorReference.extend({ secretFingerprint: z.string() });
export type ConnectorSecretToRegenerate = z.infer<typeof ConnectorSecretToRegenerate>;
