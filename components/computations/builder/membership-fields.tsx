"use client";

import { useId } from "react";
import { Checkbox } from "@/components/ui/form/checkbox";
import { Combobox } from "@/components/ui/form/combobox";
import { Select } from "@/components/ui/form/select";
import { type ConditionOf, healthLabels, healthValues } from "@/lib/computations/schema/condition";
import { type ConditionIssues, useBuilder } from "./builder-context";
import { NumberOperand } from "./value-test-fields";

interface FieldsProps<Type extends "segment" | "stage" | "health" | "related"> {
  condition: ConditionOf<Type>;
  issues: ConditionIssues;
  onChange: (condition: ConditionOf<Type>) => void;
}

export function SegmentFields({ condition, issues: { mark }, onChange }: FieldsProps<"segment">) {
  const { options } = useBuilder();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <NegationSelect
        label="Membership"
        not={condition.not}
        labels={["is in", "is not in"]}
        onChange={(not) => onChange({ ...condition, not })}
      />
      <SegmentPicker
        segments={options.segments}
        value={condition.segmentId}
        onChange={(segmentId) => onChange({ ...condition, segmentId })}
        {...mark("segmentId")}
      />
    </div>
  );
}

export function StageFields({ condition, issues: { mark }, onChange }: FieldsProps<"stage">) {
  const { options } = useBuilder();
  return (
    <ChoiceFields
      legend="Stage"
      not={condition.not}
      onNegate={(not) => onChange({ ...condition, not })}
      choices={options.stages.map(({ id, name }) => ({ value: id, label: name }))}
      values={condition.stageIds}
      onChoose={(stageIds) => onChange({ ...condition, stageIds })}
      {...mark("stageIds")}
    />
  );
}

export function HealthFields({ condition, issues: { mark }, onChange }: FieldsProps<"health">) {
  return (
    <ChoiceFields
      legend="Health"
      not={condition.not}
      onNegate={(not) => onChange({ ...condition, not })}
      choices={healthValues.map((value) => ({ value, label: healthLabels[value] }))}
      values={condition.values}
      onChoose={(values) => onChange({ ...condition, values })}
      {...mark("values")}
    />
  );
}

type Quantity = ConditionOf<"related">["quantity"];

export function RelatedFields({ condition, issues: { mark }, onChange }: FieldsProps<"related">) {
  const { options, disabled } = useBuilder();
  const { quantity, segmentId } = condition;
  const [one, many] = options.kind === "user" ? ["account", "accounts"] : ["user", "users"];
  const quantityLabels = {
    any: `any ${one} is in`,
    all: `all ${many} are in`,
    none: `no ${one} is in`,
    atLeast: `at least … ${many} are in`,
  } as const;
  const choose = (of: Quantity["of"]) =>
    onChange({ ...condition, quantity: of === "atLeast" ? { of, count: 2 } : { of } });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={`How many ${many}`}
        value={quantity.of}
        disabled={disabled}
        onChange={({ target }) => choose(target.value as Quantity["of"])}
        {...mark("quantity.of")}
      >
        {Object.entries(quantityLabels).map(([of, label]) => (
          <option key={of} value={of}>
            {label}
          </option>
        ))}
      </Select>
      {quantity.of === "atLeast" && (
        <NumberOperand
          label={`Number of ${many}`}
          value={quantity.count}
          min={1}
          step={1}
          onChange={(count) => onChange({ ...condition, quantity: { of: "atLeast", count } })}
          {...mark("quantity.count")}
        />
      )}
      <SegmentPicker
        segments={options.relatedSegments}
        value={segmentId}
        onChange={(next) => onChange({ ...condition, segmentId: next })}
        {...mark("segmentId")}
      />
    </div>
  );
}

interface SegmentPickerProps extends ReturnType<ConditionIssues["mark"]> {
  segments: { id: string; name: string }[];
  value: string;
  onChange: (segmentId: string) => void;
}

function SegmentPicker({ segments, value, onChange, ...marks }: SegmentPickerProps) {
  const { disabled } = useBuilder();
  return (
    <Combobox
      label="Segment"
      placeholder="Choose a segment"
      value={value || null}
      options={segments.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={onChange}
      disabled={disabled}
      className="w-64 max-sm:w-full"
      {...marks}
    />
  );
}

interface NegationSelectProps {
  label: string;
  not: boolean;
  /** Of the test and of its negation. */
  labels: [string, string];
  onChange: (not: boolean) => void;
}

function NegationSelect({ label, not, labels, onChange }: NegationSelectProps) {
  const { disabled } = useBuilder();
  return (
    <Select
      aria-label={label}
      value={String(not)}
      disabled={disabled}
      onChange={({ target }) => onChange(target.value === "true")}
      className="[&>select]:field-sizing-content"
    >
      <option value="false">{labels[0]}</option>
      <option value="true">{labels[1]}</option>
    </Select>
  );
}

interface ChoiceFieldsProps<Value extends string> extends ReturnType<ConditionIssues["mark"]> {
  legend: string;
  not: boolean;
  onNegate: (not: boolean) => void;
  choices: { value: Value; label: string }[];
  values: Value[];
  onChoose: (values: Value[]) => void;
}

/** A few values to tick. */
function ChoiceFields<Value extends string>(props: ChoiceFieldsProps<Value>) {
  const { legend, not, onNegate, choices, values, onChoose, ...marks } = props;
  const { disabled } = useBuilder();
  const id = useId();
  const toggle = (value: Value, isChosen: boolean) =>
    onChoose(isChosen ? [...values, value] : values.filter((other) => other !== value));
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
      <legend className="sr-only">{legend}</legend>
      <span className="flex items-center gap-2">
        {legend}
        <NegationSelect
          label="Operator"
          not={not}
          labels={["is any of", "is none of (or unknown)"]}
          onChange={onNegate}
        />
      </span>
      {choices.map(({ value, label }) => (
        <span key={value} className="flex min-h-control min-w-0 items-center gap-2">
          <Checkbox
            id={`${id}-${value}`}
            checked={values.includes(value)}
            disabled={disabled}
            onChange={({ target }) => toggle(value, target.checked)}
            {...marks}
          />
          <label htmlFor={`${id}-${value}`} className="min-w-0 truncate">
            {label}
          </label>
        </span>
      ))}
    </fieldset>
  );
}
