import {
    acceptedContent,
    type CallToolResult,
    CLIENT_CAPABILITIES_META_KEY,
    type ClientCapabilities,
    createRequestStateCodec,
    type InputRequests,
    type InputRequiredResult,
    inputRequired,
    type McpServer,
    type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

interface State {
    round: number;
}
type Answer = CallToolResult | InputRequiredResult;

/** The state of a call goes to the client and comes back by any replica: sealed, so that nobody changes it on the way. */
export const states = createRequestStateCodec<State>({ key: "of the conformance server, which has no secrets" });

const done = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });

const askFor = (message: string, property: string) =>
    inputRequired.elicit({
        message,
        requestedSchema: { type: "object", properties: { [property]: { type: "string" } }, required: [property] },
    });
const askName = askFor("What is your name?", "name");
const askConfirmation = inputRequired.elicit({
    message: "Please confirm",
    requestedSchema: { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] },
});
const askModel = (question: string) =>
    inputRequired.createMessage({
        messages: [{ role: "user", content: { type: "text", text: question } }],
        maxTokens: 100,
    });

/** Tools of 2026-07-28 that need something from the client: each is called again with what the client answered. */
const tools: Record<string, (context: ServerContext) => Answer | Promise<Answer>> = {
    test_input_required_result_elicitation: ({ mcpReq: { inputResponses } }) => {
        const given = acceptedContent<{ name?: unknown }>(inputResponses, "user_name");
        return typeof given?.name === "string"
            ? done(`Hello, ${given.name}`)
            : inputRequired({ inputRequests: { user_name: askName } });
    },
    test_input_required_result_sampling: once("capital_question", askModel("What is the capital of France?")),
    test_input_required_result_list_roots: once("client_roots", inputRequired.listRoots()),
    test_sampling: once("model_answer", askModel("Say anything")),
    test_elicitation: once("user_name", askName),
    test_missing_capability: once("model_answer", askModel("Say anything")),
    test_streaming_elicitation: () => done("Nothing to ask"),
    test_input_required_result_multiple_inputs: async ({ mcpReq: { inputResponses } }) => {
        const inputRequests = {
            user_name: askName,
            greeting: askModel("Greet"),
            client_roots: inputRequired.listRoots(),
        };
        return Object.keys(inputRequests).every((key) => inputResponses?.[key] !== undefined)
            ? done("Everything was answered")
            : inputRequired({ inputRequests, requestState: await states.mint({ round: 1 }) });
    },
    test_input_required_result_request_state: confirmed,
    test_input_required_result_tampered_state: confirmed,
    test_input_required_result_multi_round: async ({ mcpReq }) => {
        const rounds: InputRequests[] = [
            { step1: askName },
            { step2: askFor("What is your favorite color?", "color") },
        ];
        const round = mcpReq.requestState<State>()?.round ?? 0;
        const inputRequests = rounds[round];
        return inputRequests
            ? inputRequired({ inputRequests, requestState: await states.mint({ round: round + 1 }) })
            : done("Every round was answered");
    },
    test_input_required_result_capabilities: ({ mcpReq: { inputResponses, envelope } }) => {
        // The SDK declares the envelope without its fields.
        const fields = envelope as Record<string, ClientCapabilities | undefined> | undefined;
        const capabilities = fields?.[CLIENT_CAPABILITIES_META_KEY];
        const inputRequests: InputRequests = {
            ...(capabilities?.elicitation && { user_name: askName }),
            ...(capabilities?.sampling && { greeting: askModel("Greet") }),
            ...(capabilities?.roots && { client_roots: inputRequired.listRoots() }),
        };
        return inputResponses || Object.keys(inputRequests).length === 0
            ? done("Nothing more to ask")
            : inputRequired({ inputRequests });
    },
};

export function addInputTools(server: McpServer): void {
    for (const [name, run] of Object.entries(tools)) {
        const inputSchema = z.object({});
        server.registerTool(name, { description: "Asks the client for input", inputSchema }, (_args, context) =>
            run(context),
        );
    }
    server.registerPrompt(
        "test_input_required_result_prompt",
        { description: "Asks the client for input", argsSchema: z.object({}) },
        (_args, { mcpReq }) => {
            const given = acceptedContent<{ context?: string }>(mcpReq.inputResponses, "user_context");
            if (given === undefined) {
                const inputRequests = { user_context: askFor("Which context?", "context") };
                return inputRequired({ inputRequests });
            }
            const text = `In the context of ${given.context}`;
            return { messages: [{ role: "user", content: { type: "text", text } }] };
        },
    );
}

function once(key: string, request: InputRequests[string]): (context: ServerContext) => Answer {
    return ({ mcpReq: { inputResponses } }) =>
        inputResponses?.[key] === undefined
            ? inputRequired({ inputRequests: { [key]: request } })
            : done(JSON.stringify(inputResponses[key]));
}

/** Takes a confirmation only with the state that was given out for it. */
async function confirmed({ mcpReq }: ServerContext): Promise<Answer> {
    if (mcpReq.requestState() !== undefined && mcpReq.inputResponses?.confirm !== undefined)
        return done("state-ok: confirmed");
    const inputRequests = { confirm: askConfirmation };
    return inputRequired({ inputRequests, requestState: await states.mint({ round: 1 }) });
}
