import { catalog } from "@/app/api/catalog";
import { callInProcess } from "@/tests/support/api";
import { describeContract } from "@/tests/support/contract";
import { specimen } from "@/tests/support/specimen";

const endpoints = [...catalog, specimen];

describeContract(endpoints, async () => ({
  call: callInProcess(endpoints),
  output: () => "",
  close: async () => {},
}));
