"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { snippetLanguages } from "@/components/logs/detail/call-snippets";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Input, Textarea } from "@/components/ui/form/input";
import { PasswordInput } from "@/components/ui/form/password-input";
import { formatDuration } from "@/components/ui/format-units";
import { HttpStatusBadge } from "@/components/ui/http-status-badge";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/layout/tabs";
import { useApiKey } from "./api-key";
import { type CallInput, type Operation, toCall, toExampleInput } from "./operations";
import { type CallResponse, sendCall } from "./send-call";

type TriedOperation = Pick<
  Operation,
  "id" | "method" | "path" | "summary" | "needsKey" | "parameters" | "body"
>;

interface TryOperationProps {
  operation: TriedOperation;
  apiUrl: string;
}

/** Code samples of a call, and a form that sends it. The samples show the form's values, except the key. */
export function TryOperation({ operation, apiUrl }: TryOperationProps) {
  const [input, setInput] = useState(() => toExampleInput(operation));
  const [isOpen, setIsOpen] = useState(false);
  const call = toCall(operation, input, apiUrl);
  return (
    <div className="flex flex-col gap-3">
      <Tabs defaultValue={snippetLanguages[0].name}>
        <TabsList aria-label={`Language of ${operation.method} ${operation.path}`}>
          {snippetLanguages.map(({ name }) => (
            <TabsTrigger key={name} value={name}>
              {name}
            </TabsTrigger>
          ))}
        </TabsList>
        {snippetLanguages.map(({ name, write }) => (
          <TabsContent key={name} value={name} className="pt-3">
            <CodeBlock label={`${operation.method} ${operation.path} with ${name}`} code={write(call)} />
          </TabsContent>
        ))}
      </Tabs>
      <Button
        className="self-start"
        aria-expanded={isOpen}
        aria-controls={`${operation.id}-form`}
        onClick={() => setIsOpen(!isOpen)}
      >
        {isOpen ? "Close" : "Try it"}
        <span className="sr-only">: {operation.summary}</span>
      </Button>
      <div id={`${operation.id}-form`} hidden={!isOpen}>
        {isOpen && <CallForm operation={operation} input={input} onChange={setInput} />}
      </div>
    </div>
  );
}

interface CallFormProps {
  operation: TriedOperation;
  input: CallInput;
  onChange: (input: CallInput) => void;
}

type SendState = { isSending: boolean; response: CallResponse | null };

function CallForm({ operation, input, onChange }: CallFormProps) {
  const { method, needsKey, parameters, body } = operation;
  const { apiKey, setApiKey } = useApiKey();
  const form = useRef<HTMLFormElement>(null);
  // Move the focus from the button to the first field.
  useEffect(
    () => form.current?.querySelector<HTMLElement>("input, textarea")?.focus({ preventScroll: true }),
    [],
  );
  const [{ isSending, response }, setState] = useState<SendState>({ isSending: false, response: null });

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setState({ isSending: true, response: null });
    // The page's own origin, because the browser may have opened it under another host name.
    const call = toCall(operation, input, "/api");
    const headers = parameters.flatMap(({ name, in: location }) =>
      location === "header" ? [[name, input.parameters[name] ?? ""]] : [],
    );
    const sent = await sendCall(call, needsKey ? apiKey : "", Object.fromEntries(headers));
    setState({ isSending: false, response: sent });
  };

  return (
    <form
      ref={form}
      onSubmit={send}
      autoComplete="off"
      className="flex flex-col gap-4 rounded-surface border bg-surface p-4"
    >
      {needsKey && (
        <Field label="API key" help="Stays in this page until you leave or reload it.">
          <PasswordInput
            required
            autoComplete="off"
            value={apiKey}
            onChange={(event) => setApiKey(event.target.value.trim())}
          />
        </Field>
      )}
      {parameters.map(({ name, isRequired }) => (
        <Field key={name} label={isRequired ? name : `${name} (optional)`}>
          <Input
            required={isRequired}
            spellCheck={false}
            autoCapitalize="none"
            className="font-mono"
            value={input.parameters[name] ?? ""}
            onChange={(event) =>
              onChange({ ...input, parameters: { ...input.parameters, [name]: event.target.value } })
            }
          />
        </Field>
      ))}
      {body && (
        <Field label="Body">
          <Textarea
            required
            spellCheck={false}
            rows={Math.min(input.body.split("\n").length, 16)}
            className="font-mono"
            value={input.body}
            onChange={(event) => onChange({ ...input, body: event.target.value })}
          />
        </Field>
      )}
      {method !== "GET" && (
        <p className="text-muted text-sm">Sends a real call: it changes the data of the key’s workspace.</p>
      )}
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        pending={isSending}
        pendingLabel="Sending…"
      >
        Send
      </Button>
      <div role="status">{response && <ResponseView response={response} />}</div>
    </form>
  );
}

function ResponseView({ response }: { response: CallResponse }) {
  if (response.status === null) {
    return (
      <Alert tone="danger" title="No response">
        {response.reason}
      </Alert>
    );
  }
  return (
    <div className="flex flex-col gap-2 border-t pt-4">
      <p className="flex items-center gap-2">
        <HttpStatusBadge status={response.status} />
        <span className="text-muted text-sm">{formatDuration(response.milliseconds)}</span>
      </p>
      {response.body ? (
        <CodeBlock
          label="Response body"
          code={response.body}
          className="[&_pre]:max-h-96 [&_pre]:overflow-auto"
        />
      ) : (
        <p className="text-muted text-sm">No body.</p>
      )}
      <details>
        <summary className="rounded-[2px] text-muted text-sm">Headers</summary>
        <CodeBlock label="Response headers" code={response.headers} className="pt-2" />
      </details>
    </div>
  );
}
