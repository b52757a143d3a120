/** Stand-in for pulumi-resource-random. */
import { handledProvider, serveProvider } from "../shared";
import { randomProvider } from "./provider";

serveProvider(handledProvider(randomProvider));
