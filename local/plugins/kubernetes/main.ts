import { version } from "@pulumi/kubernetes/package.json";
import { serveProvider } from "../shared";
import { kubernetesProvider } from "./provider";

serveProvider(kubernetesProvider(version));
