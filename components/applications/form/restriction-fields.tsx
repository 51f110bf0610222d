"use client";

import { ChevronRight, Info } from "lucide-react";
import { type ReactNode, type Ref, useId, useRef, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Field } from "@/components/ui/form/field";
import { Textarea } from "@/components/ui/form/input";
import { NumberInput } from "@/components/ui/form/number-input";
import { compileIpRanges, describeWideRanges, IpRanges } from "@/lib/http/ip-ranges";
import { AllowlistResult, useAllowlistCheck } from "./allowlist-check";

interface RestrictionFieldsProps {
  /** Null for a new application, which has no calls to compare with. */
  applicationId: string | null;
  /** Of the list of allowed IP addresses. */
  lines: string[];
  onChange: (lines: string[]) => void;
  error?: string;
  ref: Ref<HTMLTextAreaElement>;
  callsPerMinute: number | null;
  /** Whether one of the children has an error. */
  hasError: boolean;
  children: ReactNode;
}

/** What restricts an application beyond its permissions. Closed at first: most applications have none. */
export function RestrictionFields({
  applicationId,
  lines,
  onChange,
  error,
  ref,
  ...props
}: RestrictionFieldsProps) {
  const [isOpened, setOpen] = useState(false);
  const contentId = useId();
  const ranges = IpRanges.safeParse(lines).data;
  const { check, request } = useAllowlistCheck(applicationId);
  const open = isOpened || error !== undefined || props.hasError;
  const change = (changed: string[]) => {
    onChange(changed);
    request(IpRanges.safeParse(changed).data ?? []);
  };
  const toggle = () => {
    if (!open) request(ranges ?? []);
    setOpen(!open);
  };
  return (
    <section aria-label="Restrictions" className="flex flex-col gap-3">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={contentId}
        onClick={toggle}
        className="flex items-center gap-1 self-start rounded-control font-medium"
      >
        <ChevronRight
          aria-hidden
          className={cn("-ml-1 size-4 text-muted transition-transform duration-150", open && "rotate-90")}
        />
        Restrictions
        <span className="font-normal text-muted">{describeRestrictions(ranges, props.callsPerMinute)}</span>
      </button>
      <div id={contentId} hidden={!open} className="flex flex-col gap-3">
        <Field
          label="Allowed IP addresses"
          help="One address or CIDR range a line. Empty: calls from every address."
          error={error}
        >
          <Textarea
            ref={ref}
            rows={Math.min(10, Math.max(3, lines.length))}
            value={lines.join("\n")}
            onChange={({ target }) => change(target.value === "" ? [] : target.value.split("\n"))}
            placeholder={"203.0.113.4\n198.51.100.0/24"}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono text-xs leading-5 pointer-coarse:text-base"
          />
        </Field>
        <OwnAddress ranges={ranges ?? []} onAdd={(ip) => change(addLine(lines, ip))} />
        <WideRangesNote ranges={ranges ?? []} />
        {check && <AllowlistResult check={check} onAdd={(ip) => change(addLine(lines, ip))} />}
        {props.children}
      </div>
    </section>
  );
}

function describeRestrictions(ranges: string[] = [], callsPerMinute: number | null): string {
  const parts = [
    ...(ranges.length > 0
      ? [ranges.length === 1 ? "1 IP address or range" : `${ranges.length} IP addresses or ranges`]
      : []),
    ...(callsPerMinute === null ? [] : [`${callsPerMinute.toLocaleString("en")} calls a minute`]),
  ];
  return parts.join(", ") || "None";
}

interface RateLimitFieldProps {
  /** Null: only the workspace's limit. */
  value: number | null;
  onChange: (value: number | null) => void;
  error?: string;
  ref: Ref<HTMLInputElement>;
}

export function RateLimitField({ value, onChange, error, ref }: RateLimitFieldProps) {
  const { rateLimit } = useApiAccess();
  const limit = rateLimit.toLocaleString("en");
  return (
    <Field
      label="Calls a minute"
      help={`Empty: only the workspace's limit of ${limit}, which all applications share.`}
      error={error}
    >
      <NumberInput
        ref={ref}
        inputMode="numeric"
        min={1}
        max={rateLimit}
        placeholder={limit}
        value={value ?? Number.NaN}
        onChange={(typed) => onChange(Number.isNaN(typed) ? null : typed)}
        className="max-w-40"
      />
    </Field>
  );
}

function addLine(lines: readonly string[], line: string): string[] {
  return [...lines.filter((text) => text.trim() !== ""), line];
}

interface OwnAddressProps {
  ranges: string[];
  onAdd: (ipAddress: string) => void;
}

function OwnAddress({ ranges, onAdd }: OwnAddressProps) {
  const { clientIp } = useApiAccess();
  const line = useRef<HTMLParagraphElement>(null);
  if (clientIp === null) return null;
  const isListed = ranges.length > 0 && compileIpRanges(ranges)(clientIp);
  return (
    <p
      ref={line}
      tabIndex={-1}
      className="flex min-h-control flex-wrap items-center gap-x-2 text-muted text-sm"
    >
      <span>
        Your address is <code className="break-all font-mono text-text text-xs">{clientIp}</code>
        {isListed && ", which is allowed"}
      </span>
      {!isListed && (
        <Button
          onClick={() => {
            onAdd(clientIp);
            // The button is about to be removed.
            line.current?.focus();
          }}
        >
          Add your address
        </Button>
      )}
    </p>
  );
}

function WideRangesNote({ ranges }: { ranges: string[] }) {
  const note = describeWideRanges(ranges);
  if (!note) return null;
  return (
    <p className="flex items-start gap-1.5 text-sm">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-accent-text" />
      {note}
    </p>
  );
}
