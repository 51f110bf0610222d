"use client";

import type { ReactNode } from "react";
import { ConditionBuilder } from "@/components/computations/builder/condition-builder";
import { Card } from "@/components/ui/layout/card";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import type { Issue } from "@/lib/errors";

interface ConditionCardProps {
  title: string;
  description: ReactNode;
  value: ConditionGroup;
  onChange: (value: ConditionGroup) => void;
  options: ConditionOptions;
  issues: Issue[];
  /** "body.good" */
  pathPrefix: string;
  disabled: boolean;
}

/** A condition builder with a title. */
export function ConditionCard({ title, description, ...builder }: ConditionCardProps) {
  return (
    <Card title={title} description={description}>
      <ConditionBuilder {...builder} label={title} />
    </Card>
  );
}
