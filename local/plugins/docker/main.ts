/** Stand-in for pulumi-resource-docker, as far as it builds and pushes images. */
import { handledProvider, serveProvider } from "../shared";
import { dockerProvider } from "./provider";

serveProvider(handledProvider(dockerProvider));
