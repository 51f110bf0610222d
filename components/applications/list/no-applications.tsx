"use client";

import { KeyRound, Plus } from "lucide-react";
import Link from "next/link";
import { useApiAccess } from "@/components/applications/api-access";
import { toConnectorsPath } from "@/components/connectors/connectors-context";
import { toValidateCommand } from "@/components/developers/guide/set-up-snippets";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { EmptyState } from "@/components/ui/feedback/empty-state";

export function NoApplications() {
  const { slug, apiUrl, disabledReason, openDialog } = useApiAccess();
  return (
    <EmptyState
      icon={<KeyRound />}
      title="No applications yet"
      description="An application is a program that calls the API, such as a data warehouse export. It has its own key and permissions."
      action={
        <Button
          disabledReason={disabledReason}
          onClick={({ currentTarget }) => openDialog({ kind: "create" }, currentTarget)}
        >
          <Plus />
          Create your first application
        </Button>
      }
    >
      <div className="flex flex-col gap-1.5">
        <p className="text-muted">Then make your first call with its key:</p>
        <CodeBlock label="First call" code={toValidateCommand(apiUrl, "$API_KEY")} wrap />
        <p className="text-muted">
          To send users, accounts and events, we recommend the{" "}
          <Link href={toConnectorsPath(slug)} className="link">
            SDK connector
          </Link>
          .
        </p>
      </div>
    </EmptyState>
  );
}
