import { AppWindow, CircleCheck, CircleSlash, Clock, Server } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/class-names";
import { CopyIconButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ConnectorRow } from "@/lib/connectors/rows";
import type { ConnectorType } from "@/lib/connectors/schema";
import { maskKey, writeKeyPrefix } from "@/lib/keys/mask";

const types = {
  server: { label: "Server", Icon: Server },
  browser: { label: "Browser", Icon: AppWindow },
} satisfies Record<ConnectorType, { label: string; Icon: typeof Server }>;

export function ConnectorTypeLabel({ type }: { type: ConnectorType }) {
  const { label, Icon } = types[type];
  return (
    <>
      <Icon aria-hidden className="mr-1.5 inline size-3.5 align-[-0.15em] text-muted" />
      {label}
    </>
  );
}

export function ConnectorStatus({ enabled }: { enabled: boolean }) {
  return enabled ? (
    <Badge tone="positive" icon={<CircleCheck aria-hidden />}>
      Enabled
    </Badge>
  ) : (
    <Badge icon={<CircleSlash aria-hidden />}>Disabled</Badge>
  );
}

interface WriteKeyHintProps {
  connector: Pick<ConnectorRow, "name" | "keyHint" | "publicKey">;
  className?: string;
}

/** The masked write key. A browser's can be copied in full. */
export function WriteKeyHint({ connector: { name, keyHint, publicKey }, className }: WriteKeyHintProps) {
  return (
    <span className={cn("inline-flex items-center gap-0.5", className)}>
      <code className="font-mono">{maskKey(keyHint, writeKeyPrefix)}</code>
      {publicKey && (
        // Above the link that covers its row.
        <CopyIconButton value={publicKey} label={`Copy write key of ${name}`} className="relative z-10" />
      )}
    </span>
  );
}

/** "Any domain", "acme.com", or "acme.com and 2 more". */
export function describeDomains({
  type,
  domains,
  allowsAnyDomain,
}: Pick<ConnectorRow, "type" | "domains" | "allowsAnyDomain">): string {
  if (type === "server") return "";
  if (allowsAnyDomain) return "Any domain";
  const [first = "", ...others] = domains;
  return others.length === 0 ? first : `${first} and ${others.length.toLocaleString("en")} more`;
}

export function LastMessage({ at, prefix = "" }: { at: Date | null; prefix?: string }) {
  if (at) {
    return (
      <>
        {prefix}
        <RelativeTime value={at} focusable={false} />
      </>
    );
  }
  return (
    <span className="inline-flex items-center gap-1.5 align-bottom text-muted">
      <Clock aria-hidden className="size-3.5 shrink-0" />
      No message yet
    </span>
  );
}
