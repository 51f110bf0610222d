"use client";

import { useId } from "react";
import { cn } from "@/components/ui/class-names";
import { FieldError } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import type { Condition, ConditionGroup } from "@/lib/computations/schema/condition";
import { AddCondition } from "./add-condition";
import { useBuilder, useConditionIssues } from "./builder-context";
import type { Path } from "./condition-tree";
import { LeafEditor } from "./leaf-editor";
import { RowActions } from "./row-actions";

const matchLabels = { all: "all of", any: "any of", none: "none of" } as const;
const connectors = { all: "and", any: "or", none: "or" } as const;

interface GroupEditorProps {
  group: ConditionGroup;
  path: Path;
}

/** A group with its conditions. Groups inside of it are boxes. */
export function GroupEditor({ group, path }: GroupEditorProps) {
  const errorId = useId();
  const { options, disabled, change } = useBuilder();
  const { messages, mark } = useConditionIssues(path, errorId);
  const isRoot = path.length === 0;
  const subject = options.kind === "user" ? "Users match" : "Accounts match";
  return (
    <div className={cn("flex flex-col gap-2", !isRoot && "rounded-control border bg-inset p-2")}>
      <div className="flex items-start gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
          <span>{isRoot ? subject : "Match"}</span>
          <Select
            aria-label={isRoot ? "Conditions to match" : "Conditions of the group to match"}
            value={group.match}
            disabled={disabled}
            onChange={({ target }) =>
              change(path, { ...group, match: target.value as ConditionGroup["match"] })
            }
            {...mark("match")}
          >
            {Object.entries(matchLabels).map(([match, label]) => (
              <option key={match} value={match}>
                {label}
              </option>
            ))}
          </Select>
          <span>these conditions</span>
        </div>
        {!isRoot && <RowActions path={path} noun="group" />}
      </div>
      {group.conditions.length > 0 && (
        <ol className="flex flex-col gap-2">
          {group.conditions.map((condition, index) => {
            const partPath = [...path, index];
            return (
              <ConditionRow
                key={partPath.join(".")}
                condition={condition}
                path={partPath}
                count={group.conditions.length}
                connector={index === 0 ? null : connectors[group.match]}
              />
            );
          })}
        </ol>
      )}
      {messages.length > 0 && <FieldError id={errorId}>{messages.join(" ")}</FieldError>}
      <AddCondition path={path} />
    </div>
  );
}

interface ConditionRowProps {
  condition: Condition;
  path: Path;
  /** Conditions in its group. */
  count: number;
  /** "and" or "or"; null for the first one. */
  connector: string | null;
}

function ConditionRow({ condition, path, count, connector }: ConditionRowProps) {
  const isGroup = condition.type === "group";
  const position = `${(path.at(-1) ?? 0) + 1} of ${count}`;
  return (
    <li className="flex flex-col gap-2">
      {connector && <span className="text-muted text-sm">{connector}</span>}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset lays out its content differently */}
      <div
        role="group"
        aria-label={isGroup ? `Group ${position}` : `Condition ${position}`}
        data-condition={path.join(".")}
      >
        {isGroup ? (
          <GroupEditor group={condition} path={path} />
        ) : (
          <LeafEditor condition={condition} path={path} />
        )}
      </div>
    </li>
  );
}
