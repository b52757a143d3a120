import { checkedConfig, type StackConfig } from "../stacks/config";
import { rawConfig } from "../stacks/raw-config";
import { readStackFile, stackFile } from "../stacks/stack-file";

/** Configuration of a stack as its file has it, checked; secret values stay encrypted and are not asked for. */
export const readStack = (stack: string, projectDir: string): StackConfig =>
    checkedConfig(rawConfig(readStackFile(stackFile(stack, projectDir)), stack, projectDir));
