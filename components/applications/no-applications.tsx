"use client";

import { KeyRound, Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { useApiAccess } from "./api-access";
import { validateCall } from "./snippets";

/** What stands in the list's place before there is anything to list. */
export function NoApplications() {
  const { apiUrl, refusal, begin } = useApiAccess();
  return (
    <EmptyState
      icon={<KeyRound />}
      title="No applications yet"
      description="An application is a program of yours that calls the API, such as a data warehouse export or a website. It has a key of its own, and may do what you tick and nothing else."
      action={
        <Button
          disabledReason={refusal}
          onClick={({ currentTarget }) => begin({ kind: "create" }, currentTarget)}
        >
          <Plus />
          Create your first application
        </Button>
      }
    >
      <div className="flex flex-col gap-1.5">
        <p className="text-muted">Then put its key into this call, and you are connected:</p>
        <CodeBlock label="First call" code={validateCall(apiUrl, "$API_KEY")} wrap />
      </div>
    </EmptyState>
  );
}
