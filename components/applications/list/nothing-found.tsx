"use client";

import { KeyRound, SearchX } from "lucide-react";
import Link from "next/link";
import { useApiAccess } from "@/components/applications/api-access";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { LocalDay } from "@/components/ui/time/local-time";
import { formatApplicationViewUrl } from "@/lib/applications/format-list-url";
import { type FoundKey, restorableTime } from "@/lib/applications/rows";

interface NothingFoundProps {
  foundKey: FoundKey | null;
  onClear: () => void;
}

export function NothingFound({ foundKey, onClear }: NothingFoundProps) {
  if (foundKey?.application.deletedAt) return <DeletedKey foundKey={foundKey} onClear={onClear} />;
  return (
    <EmptyState
      icon={<SearchX />}
      title="No application matches"
      description="Try a shorter part of the name, or paste a whole key. Replaced keys and keys of deleted applications are found too."
      action={<Button onClick={onClear}>Clear search</Button>}
    />
  );
}

function DeletedKey({
  foundKey: { revokedAt, application },
  onClear,
}: NothingFoundProps & { foundKey: FoundKey }) {
  const { slug } = useApiAccess();
  const { id, name, deletedAt } = application;
  const isRestorable = deletedAt !== null && deletedAt.getTime() > Date.now() - restorableTime;
  const isReplaced = revokedAt !== null && deletedAt !== null && revokedAt < deletedAt;
  return (
    <EmptyState
      icon={<KeyRound />}
      title={`This key belonged to ${name}`}
      description={
        <>
          {isReplaced && (
            <>
              The key was replaced on <LocalDay time={revokedAt} />.{" "}
            </>
          )}
          The application was deleted on {deletedAt && <LocalDay time={deletedAt} />}. Calls with the key are
          rejected, and are in{" "}
          <Link href={`/${slug}/settings/api-access/${id}/logs`} className="link">
            its logs
          </Link>
          .
        </>
      }
      action={
        <>
          <Button onClick={onClear}>Clear search</Button>
          {isRestorable && (
            <Button asChild>
              <Link href={formatApplicationViewUrl(`/${slug}/settings/api-access`, { view: "deleted" })}>
                Recently deleted
              </Link>
            </Button>
          )}
        </>
      }
    />
  );
}
