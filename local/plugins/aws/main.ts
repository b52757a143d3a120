/** Stand-in for pulumi-resource-aws, for the few types that MCP servers need. */
import { serveProvider } from "../shared";
import { awsProvider } from "./provider";

serveProvider(awsProvider());
