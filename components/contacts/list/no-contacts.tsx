import { Users } from "lucide-react";
import { CodeBlock } from "@/components/ui/code/code-block";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import type { ContactKind } from "@/lib/contacts/schema/contact";

interface NoContactsProps {
  kind: ContactKind;
  /** "https://example.com" */
  origin: string;
}

export function NoContacts({ kind, origin }: NoContactsProps) {
  const identification = kind === "user" ? '"userId": "20"' : '"accountId": "1001"';
  const name = kind === "user" ? '"first_name": "Kim"' : '"name": "Northwind"';
  return (
    <EmptyState
      icon={<Users />}
      title={`No ${kind}s yet`}
      description="A contact appears here once an application or a website sends it."
    >
      <CodeBlock
        label="Request as curl"
        wrap
        code={`curl ${origin}/api/${kind}s/upsert -H "x-api-key: $API_KEY" \\
  -H "content-type: application/json" \\
  -d '{ "identification": { ${identification} }, "properties": { ${name} } }'`}
      />
    </EmptyState>
  );
}
