import { setTimeout as sleep } from "node:timers/promises";
import { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { ServerDefinition } from "../../../../servers/runtime/serve";
import type { Tool } from "../../../../servers/runtime/tool";
import { addContentTools } from "./content";
import { addInputTools, states } from "./input-rounds";
import { addPrompts, addResources } from "./prompts-and-resources";

const noArguments = z.object({});

const simpleText: Tool<object> = {
    name: "test_simple_text",
    title: "Simple text",
    description: "Answers with text",
    arguments: noArguments,
    run: () => "Plain words",
};

const withProgress: Tool<object> = {
    name: "test_tool_with_progress",
    title: "Progress",
    description: "Reports progress",
    arguments: noArguments,
    async run(_args, call) {
        for (const done of [0, 50, 100]) {
            await call.progress(done, 100, `${done} of 100`);
            await sleep(10);
        }
        return "All of it";
    },
};

const failing: Tool<object> = {
    name: "test_error_handling",
    title: "Failure",
    description: "Always fails",
    arguments: noArguments,
    run: () => {
        throw new Error("This tool fails always");
    },
};

const unchanging = { listChanged: false };

/** What the official conformance suites ask of a server, on the runtime that every server here has. */
export const conformance: ServerDefinition = {
    name: "conformance",
    version: "1.0.0",
    tools: [simpleText, withProgress, failing],
    base(info, options) {
        // What the server gave out and gets back is verified before a tool sees it.
        const server = new McpServer(info, {
            ...options,
            capabilities: { tools: unchanging, prompts: unchanging, resources: unchanging, logging: {} },
            requestState: { verify: states.verify },
        });
        addContentTools(server);
        addInputTools(server);
        addPrompts(server);
        addResources(server);
        return server;
    },
};
