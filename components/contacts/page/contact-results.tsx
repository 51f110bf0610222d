"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState, useTransition } from "react";
import { ExplanationTree, HoldsIcon } from "@/components/computations/explanation-tree";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Spinner } from "@/components/ui/feedback/spinner";
import { Combobox } from "@/components/ui/form/combobox";
import { Card } from "@/components/ui/layout/card";
import { ShortLocalTime } from "@/components/ui/time/local-time";
import type { ActionFailure } from "@/lib/action";
import { explainComputation } from "@/lib/computations/actions";
import type { ComputationType } from "@/lib/computations/schema/computation";
import type { ComputationExplanation } from "@/lib/computations/schema/explanation";
import { toEditorUrl } from "@/lib/computations/schema/urls";
import type { ContactKind } from "@/lib/contacts/schema/contact";

const headings: [ComputationType, string][] = [
  ["stage", "Stage"],
  ["healthProfile", "Health"],
  ["segment", "Segments"],
  ["score", "Scores"],
  ["property", "Computed properties"],
];

interface ContactResultsProps {
  slug: string;
  kind: ContactKind;
  contactId: string;
  /** Of its segments, stage, health and scores. */
  explanations: ComputationExplanation[];
  /** All segments of the kind. */
  segments: { id: string; name: string }[];
}

/** What was computed for a contact. Each result opens to its reasons. */
export function ContactResults({ slug, kind, contactId, explanations, segments }: ContactResultsProps) {
  return (
    <Card title="Segments, stage, health and scores" description="Each one opens to its reasons.">
      <div className="flex flex-col gap-5">
        {explanations.length === 0 && <p className="text-muted">In no segment, and without a stage.</p>}
        {headings.map(([type, heading]) => {
          const found = explanations.filter(({ computation }) => computation.type === type);
          if (found.length === 0) return null;
          return (
            <section key={type} className="flex flex-col gap-1">
              <h3 className="font-medium text-muted text-sm">{heading}</h3>
              <ul className="-mx-2 flex flex-col">
                {found.map((explanation) => (
                  <li key={explanation.computation.id}>
                    <ResultDetails slug={slug} explanation={explanation} />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {segments.length > 0 && (
          <SegmentCheck slug={slug} kind={kind} contactId={contactId} segments={segments} />
        )}
      </div>
    </Card>
  );
}

interface ResultDetailsProps {
  slug: string;
  explanation: ComputationExplanation;
  isOpen?: boolean;
}

function ResultDetails({ slug, explanation, isOpen = false }: ResultDetailsProps) {
  const { computation, result, changesAt } = explanation;
  const isSegment = computation.type === "segment";
  return (
    <details open={isOpen} className="group rounded-control open:bg-inset">
      <summary className="flex min-h-control list-none items-center gap-2 rounded-control px-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted transition-transform duration-150 group-open:rotate-90"
        />
        <span className="min-w-0 flex-1 truncate font-medium">{computation.name}</span>
        {isSegment ? (
          changesAt && (
            <span className="shrink-0 text-muted text-sm">
              {result === "Yes" ? "may leave" : "may enter"} on <ShortLocalTime time={new Date(changesAt)} />
            </span>
          )
        ) : (
          <span className="max-w-1/2 shrink-0 truncate tabular-nums">{result || "None"}</span>
        )}
      </summary>
      <div className="flex flex-col gap-3 px-2 pt-1 pb-3 pl-8">
        <Reasons explanation={explanation} />
        <Link href={toEditorUrl(slug, computation)} prefetch={false} className="link self-start text-sm">
          Open its definition
        </Link>
      </div>
    </details>
  );
}

function Reasons({
  explanation: { computation, parts, result, changesAt },
}: {
  explanation: ComputationExplanation;
}) {
  const [first] = parts;
  if (!first) return <p className="text-muted text-sm">Its members are fixed: it has no conditions.</p>;
  const note: ReactNode = changesAt && computation.type !== "segment" && (
    <p className="text-muted text-sm">
      {result || "This"} may change on <ShortLocalTime time={new Date(changesAt)} />.
    </p>
  );
  if (computation.type === "segment" && first.explanation) {
    return <ExplanationTree explanation={first.explanation} />;
  }
  return (
    <>
      {parts.map(({ name, holds, weight, explanation }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names of rules need not differ.
        <div key={index} className="flex flex-col gap-1.5">
          <p className="flex items-start gap-2 text-sm">
            <HoldsIcon holds={holds} />
            <span className="min-w-0 font-medium">{name}</span>
            {weight !== null && <span className="text-muted tabular-nums">weight {weight}</span>}
          </p>
          {explanation ? (
            <ExplanationTree explanation={explanation} className="pl-5.5" />
          ) : (
            <p className="pl-5.5 text-muted text-sm">
              {computation.type === "score" ? "Does not count: a value is unknown." : "Holds for everybody."}
            </p>
          )}
        </div>
      ))}
      {note}
    </>
  );
}

type SegmentCheckProps = Omit<ContactResultsProps, "explanations">;

/** Why the contact is in a segment, or not. */
function SegmentCheck({ slug, kind, contactId, segments }: SegmentCheckProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [explanation, setExplanation] = useState<ComputationExplanation | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  const check = (computationId: string) => {
    setChosen(computationId);
    startTransition(async () => {
      setFailure(null);
      const result = await callAction(() => explainComputation(slug, { kind, contactId, computationId }));
      setExplanation(result.ok ? result.data : null);
      if (!result.ok) setFailure(result);
    });
  };
  return (
    <section className="flex flex-col gap-2 border-t pt-4">
      <h3 className="font-medium text-sm">Why is it in a segment, or not?</h3>
      <div className="flex items-center gap-2">
        <Combobox
          label="Segment to check"
          className="max-w-72"
          placeholder="Choose a segment"
          options={segments.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={check}
        />
        {pending && <Spinner className="text-muted" />}
      </div>
      {failure && <FailureAlert {...failure} />}
      <div aria-live="polite">
        {explanation && !pending && (
          <div className="flex flex-col gap-1">
            <p>
              {explanation.result === "Yes" ? "It is in " : "It is not in "}
              <span className="font-medium">{explanation.computation.name}</span>.
            </p>
            <ResultDetails key={explanation.computation.id} slug={slug} explanation={explanation} isOpen />
          </div>
        )}
      </div>
    </section>
  );
}
