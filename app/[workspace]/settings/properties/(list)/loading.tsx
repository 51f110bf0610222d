import { KindTabsSkeleton } from "@/components/computations/list/kind-tabs";
import { ComputedPropertyTableSkeleton } from "@/components/computations/properties/computed-property-table";
import { PropertyListSkeleton } from "@/components/definitions/property-list";
import { PageHeader } from "@/components/ui/layout/page-header";
import { description, title } from "../heading";

export default function PropertiesLoading() {
  return (
    <div>
      <PageHeader title={title} description={description} />
      <KindTabsSkeleton />
      <div className="flex flex-col gap-8">
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold text-lg">Computed properties</h2>
          <ComputedPropertyTableSkeleton />
        </section>
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold text-lg">All properties</h2>
          <PropertyListSkeleton />
        </section>
      </div>
    </div>
  );
}
