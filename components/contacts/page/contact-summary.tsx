import type { ReactNode } from "react";
import { Card } from "@/components/ui/layout/card";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ContactDetail } from "@/lib/contacts/schema/contact-page";

/** The identifiers and the times of a contact. */
export function ContactSummary({ contact }: { contact: ContactDetail }) {
  const { kind, externalId, alias, firstSeenAt, lastSeenAt, updatedAt } = contact;
  return (
    <Card title="Details">
      <dl className="flex flex-col gap-3">
        <Fact label={kind === "user" ? "User ID" : "Account ID"}>
          <Identifier value={externalId} />
        </Fact>
        <Fact label={kind === "user" ? "Email" : "Domain"}>
          <Identifier value={alias} />
        </Fact>
        <Fact label="First seen">
          <RelativeTime value={firstSeenAt} />
        </Fact>
        <Fact label="Last seen">
          <RelativeTime value={lastSeenAt} />
        </Fact>
        <Fact label="Changed">
          <RelativeTime value={updatedAt} />
        </Fact>
      </dl>
    </Card>
  );
}

interface FactProps {
  label: ReactNode;
  children: ReactNode;
}

export function Fact({ label, children }: FactProps) {
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-baseline gap-3">
      <dt className="min-w-0 break-words text-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Identifier({ value }: { value: string | null }) {
  if (value === null) return <span className="text-muted">None</span>;
  return <span className="break-all font-mono text-sm">{value}</span>;
}
