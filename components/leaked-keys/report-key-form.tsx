"use client";

import { useEffect, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { SubmitButton } from "@/components/forms/submit-button";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Textarea } from "@/components/ui/form/input";
import type { ActionFailure } from "@/lib/action";
import { anyKeyPrefix } from "@/lib/keys/mask";
import { isWellFormedKey } from "@/lib/keys/schema";
import { sha256 } from "@/lib/keys/sha256";
import { reportLeakedKeys } from "@/lib/leaked-keys/actions";
import { maxReportedKeys } from "@/lib/leaked-keys/schema";

const keyPattern = new RegExp(`${anyKeyPrefix}[0-9A-Za-z]{38}(?![0-9A-Za-z])`, "g");

/** Finds keys in pasted text and reports their hashes. The answer is the same whether they exist. */
export function ReportKeyForm() {
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, setPending] = useState(false);
  const [reported, setReported] = useState(0);

  const submit = async () => {
    const keys = [...new Set(text.match(keyPattern))].filter(isWellFormedKey);
    setFailure(null);
    if (keys.length === 0)
      return setError("No complete key. A key begins with jny_, jnm_ or jwk_ and has 42 characters.");
    if (keys.length > maxReportedKeys) return setError(`Report ${maxReportedKeys} keys at a time.`);
    setError(null);
    setPending(true);
    const result = await callAction(() => reportLeakedKeys({ hashes: keys.map(sha256) }));
    setPending(false);
    if (!result.ok) return setFailure(result);
    setText("");
    setReported(keys.length);
  };
  if (reported > 0) return <Reported count={reported} onAgain={() => setReported(0)} />;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void submit();
      }}
    >
      {failure && <FailureAlert code={failure.code} message={failure.message} />}
      <Field
        label="API keys"
        help="Paste them, also with the text around. They stay in this browser: only their hashes are sent."
        error={error}
      >
        <Textarea
          rows={4}
          value={text}
          onChange={({ target }) => setText(target.value)}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="font-mono text-sm"
        />
      </Field>
      <SubmitButton pending={pending} pendingLabel="Reporting…">
        Report
      </SubmitButton>
    </form>
  );
}

function Reported({ count, onAgain }: { count: number; onAgain: () => void }) {
  const notice = useRef<HTMLDivElement>(null);
  // The focused button is gone.
  useEffect(() => notice.current?.focus(), []);
  return (
    <div className="flex flex-col gap-4">
      <Alert ref={notice} tabIndex={-1} tone="positive" role="status" title="Thank you">
        {count === 1 ? "If this key works, its" : `If these ${count} keys work, their`} calls are stopped now
        and the people who manage it are told. This page does not say whether a key exists.
      </Alert>
      <Button onClick={onAgain}>Report another key</Button>
    </div>
  );
}
