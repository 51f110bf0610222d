"use client";

import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { ShortLocalTime } from "@/components/ui/time/local-time";
import type { MessagesState } from "./use-messages";

/** Loads the next page. A filter may stop searching before its page is full. */
export function OlderMessagesButton({ messages }: { messages: MessagesState }) {
  const { next, searchedTo, older, loadOlder } = messages;
  if (next === null) return <p className="text-center text-muted">There are no older messages.</p>;
  return (
    <div className="flex flex-col items-center gap-2">
      {searchedTo && (
        <p className="text-muted">
          Searched back to <ShortLocalTime time={searchedTo} />
        </p>
      )}
      {older.failure && (
        <Alert tone="danger" role="alert" title="Could not load older messages">
          {older.failure.message}
        </Alert>
      )}
      <Button pending={older.loading} pendingLabel="Loading…" onClick={loadOlder}>
        {searchedTo ? "Search further" : "Load older messages"}
      </Button>
    </div>
  );
}
