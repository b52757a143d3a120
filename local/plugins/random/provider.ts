import { version } from "@pulumi/random/package.json";
import type { HandledProvider } from "../shared";
import { randomId } from "./id";
import { randomPassword, randomString } from "./password";

export const randomProvider: HandledProvider<undefined> = {
    name: "random",
    version,
    config: [],
    configure: () => undefined,
    resources: [randomPassword, randomString, randomId],
};
