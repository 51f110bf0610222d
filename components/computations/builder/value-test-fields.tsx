"use client";

import { type ComponentProps, useId } from "react";
import { Input } from "@/components/ui/form/input";
import { NumberInput } from "@/components/ui/form/number-input";
import { Select } from "@/components/ui/form/select";
import { TextListInput } from "@/components/ui/form/text-list-input";
import {
  type Operator,
  operatorLabels,
  operatorsByType,
  type ValueTest,
} from "@/lib/computations/schema/operators";
import { type ConditionIssues, useBuilder } from "./builder-context";
import { createTest } from "./new-conditions";
import { type SuggestionQuery, useSuggestions } from "./use-suggestions";

interface ValueTestFieldsProps {
  test: ValueTest;
  not: boolean;
  /** Null if the type is unknown: offers those of all types. */
  operators: readonly Operator[] | null;
  /** What the values are suggested from; null for nothing. */
  suggestions: SuggestionQuery | null;
  mark: ConditionIssues["mark"];
  onChange: (change: { test: ValueTest; not: boolean }) => void;
}

export function ValueTestFields({ test, not, operators, suggestions, mark, onChange }: ValueTestFieldsProps) {
  const { disabled } = useBuilder();
  const choose = (choice: string) => {
    const { operator, isNegated } = parseChoice(choice);
    onChange({ test: operator === test.operator ? test : createTest(operator, test), not: isNegated });
  };
  return (
    <>
      <Select
        aria-label="Operator"
        value={formatChoice(test.operator, not)}
        disabled={disabled}
        onChange={({ target }) => choose(target.value)}
        className="max-w-full max-sm:w-full [&>select]:field-sizing-content"
        {...mark("test.operator")}
      >
        {operators ? <OperatorOptions operators={withCurrent(operators, test.operator)} /> : <AllOperators />}
      </Select>
      <Operand
        test={test}
        suggestions={suggestions}
        mark={mark}
        onChange={(next) => onChange({ test: next, not })}
      />
    </>
  );
}

function OperatorOptions({ operators }: { operators: readonly Operator[] }) {
  return operators.flatMap((operator) =>
    [false, true].map((isNegated) => {
      const { label, negated } = operatorLabels[operator];
      const choice = formatChoice(operator, isNegated);
      return (
        <option key={choice} value={choice}>
          {isNegated ? negated : label}
        </option>
      );
    }),
  );
}

const typeLabels = { string: "Text", number: "Number", boolean: "Yes or no", date: "Date" } as const;

/** Metadata has no declared types. "isKnown" belongs to all of them. */
function AllOperators() {
  return (
    <>
      {Object.entries(typeLabels).map(([type, label]) => (
        <optgroup key={type} label={label}>
          <OperatorOptions
            operators={operatorsByType[type as keyof typeof typeLabels].filter(
              (operator) => operator !== "isKnown",
            )}
          />
        </optgroup>
      ))}
      <optgroup label="Any type">
        <OperatorOptions operators={["isKnown"]} />
      </optgroup>
    </>
  );
}

/** A property whose type changed keeps its operator until another one is chosen. */
function withCurrent(operators: readonly Operator[], current: Operator): readonly Operator[] {
  return operators.includes(current) ? operators : [current, ...operators];
}

const negation = "not:";

function formatChoice(operator: Operator, isNegated: boolean): string {
  return isNegated ? negation + operator : operator;
}

function parseChoice(choice: string): { operator: Operator; isNegated: boolean } {
  const isNegated = choice.startsWith(negation);
  return { operator: (isNegated ? choice.slice(negation.length) : choice) as Operator, isNegated };
}

interface OperandProps {
  test: ValueTest;
  suggestions: SuggestionQuery | null;
  mark: ConditionIssues["mark"];
  onChange: (test: ValueTest) => void;
}

function Operand({ test, suggestions, mark, onChange }: OperandProps) {
  const { disabled } = useBuilder();
  const listId = useId();
  const { texts, load } = useSuggestions(suggestions);
  const options = texts.length > 0 && (
    <datalist id={listId}>
      {texts.map((text) => (
        <option key={text} value={text} />
      ))}
    </datalist>
  );
  if ("values" in test) {
    return (
      <>
        <TextListInput
          aria-label="Values"
          list={listId}
          onFocus={load}
          values={test.values}
          disabled={disabled}
          onChange={(values) => onChange({ ...test, values })}
          className="w-auto min-w-48 flex-1"
          {...mark("test.values")}
        />
        {options}
      </>
    );
  }
  if ("days" in test) {
    return (
      <NumberOperand
        label="Days"
        value={test.days}
        min={1}
        step={1}
        onChange={(days) => onChange({ ...test, days })}
        {...mark("test.days")}
      />
    );
  }
  if ("min" in test) {
    return (
      <span className="flex items-center gap-2">
        <NumberOperand
          label="From"
          value={test.min}
          onChange={(min) => onChange({ ...test, min })}
          {...mark("test.min")}
        />
        and
        <NumberOperand
          label="To"
          value={test.max}
          onChange={(max) => onChange({ ...test, max })}
          {...mark("test.max")}
        />
      </span>
    );
  }
  if (!("value" in test)) return null;
  if (typeof test.value === "number") {
    const { operator } = test;
    return (
      <NumberOperand
        label="Value"
        value={test.value}
        onChange={(value) => onChange({ operator, value } as ValueTest)}
        {...mark("test.value")}
      />
    );
  }
  const { operator, value } = test;
  const isDay = operatorLabels[operator].input === "date" && /^(\d{4}-\d\d-\d\d)?$/.test(value);
  return (
    <>
      <Input
        aria-label={isDay ? "Date" : "Value"}
        type={isDay ? "date" : "text"}
        list={isDay ? undefined : listId}
        onFocus={isDay ? undefined : load}
        placeholder="Value"
        value={value}
        disabled={disabled}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onChange({ operator, value: target.value } as ValueTest)}
        className={isDay ? "w-40" : "w-auto min-w-32 flex-1"}
        {...mark("test.value")}
      />
      {!isDay && options}
    </>
  );
}

interface NumberOperandProps extends ComponentProps<typeof NumberInput> {
  label: string;
}

export function NumberOperand({ label, ...props }: NumberOperandProps) {
  const { disabled } = useBuilder();
  return <NumberInput aria-label={label} disabled={disabled} className="w-22" {...props} />;
}
