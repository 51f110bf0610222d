"use client";

import { useEffect, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import type { ActionResult } from "@/lib/action";
import { getLog } from "@/lib/logs/actions";
import type { LogView } from "@/lib/logs/schema";

/**
 * One call in full, whatever way the address came to name it. Until the one that is asked for is here, the one before
 * stays: going through a list would flicker else.
 */
export function useCall(workspaceSlug: string, id: string, reveal: boolean) {
  const [tries, setTries] = useState(0);
  const asked = `${id} ${reveal} ${tries}`;
  const [answer, setAnswer] = useState<{ asked: string; result: ActionResult<LogView> }>();
  useEffect(() => {
    let wanted = true;
    callAction(() => getLog(workspaceSlug, { id, reveal })).then(
      (result) => wanted && setAnswer({ asked, result }),
    );
    return () => {
      wanted = false;
    };
  }, [workspaceSlug, id, reveal, asked]);
  return {
    result: answer?.result,
    loading: answer?.asked !== asked,
    retry: () => setTries(tries + 1),
  };
}
