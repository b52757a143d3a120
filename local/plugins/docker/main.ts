/** Stand-in for pulumi-resource-docker, as far as it builds, copies and pushes images. */
import { handledProvider, serveProvider } from "../shared";
import { dockerProvider } from "./provider";

serveProvider(handledProvider(dockerProvider));
