import { catalog } from "@/app/api/catalog";
import { specimen } from "@/tests/support/factories/specimen";
import { callInProcess } from "@/tests/support/servers/call-api";
import { describeContract } from "./describe-contract";

const endpoints = [...catalog, specimen];

describeContract(endpoints, async () => ({
  call: callInProcess(endpoints),
  output: () => "",
  close: async () => {},
}));
