import { Filter } from "lucide-react";
import { CreateFirstButton } from "@/components/computations/list/create-link";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Steps } from "@/components/ui/layout/steps";
import type { ContactKind } from "@/lib/contacts/schema/contact";

const examples: Record<ContactKind, string> = {
  user: "“exported a report at least 3 times in the last 7 days”",
  account: "“any user is in Power users, and the plan is Pro”",
};

export function NoSegments({ kind }: { kind: ContactKind }) {
  const contacts = kind === "user" ? "users" : "accounts";
  return (
    <EmptyState
      icon={<Filter />}
      title="No segments yet"
      description={`A segment is a set of ${contacts} that match conditions. Its members enter and leave by themselves, within a second of what they do.`}
      action={<CreateFirstButton type="segment" kind={kind} />}
    >
      <Steps
        steps={[
          `Describe the ${contacts}, such as ${examples[kind]}.`,
          "See who matches while you edit, and why.",
          "Read the members through the API, or use the segment in stages, health and scores.",
        ]}
      />
    </EmptyState>
  );
}
