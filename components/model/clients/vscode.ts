import { authorization, type ClientEndpoint } from "./endpoint";

/** One server, as VS Code is told of it. */
export interface VsCodeServer {
    /** Transport: "http" is Streamable HTTP. */
    type: string;
    /** URL of the endpoint. */
    url: string;
    /** Headers of every request; `${input:…}` is asked for. */
    headers?: { [name: string]: string };
}

/** A value that VS Code asks for once and keeps in its own secret storage. */
export interface VsCodeInput {
    /** Kind of the question. */
    type: string;
    /** Name by which headers refer to it. */
    id: string;
    /** The question. */
    description: string;
    /** Whether what is typed stays hidden. */
    password: boolean;
}

/** A `.vscode/mcp.json`. */
export interface VsCodeFile {
    /** Servers by name. */
    servers: { [name: string]: VsCodeServer };
    /** Values that are asked for. */
    inputs: VsCodeInput[];
}

/** `.vscode/mcp.json`: https://code.visualstudio.com/docs/copilot/reference/mcp-configuration */
export function vsCodeFile(endpoints: ClientEndpoint[]): VsCodeFile {
    return {
        servers: Object.fromEntries(
            endpoints.map(({ name, transport, url, tokenVariable }) => [
                name,
                {
                    type: transport,
                    url,
                    ...(tokenVariable && { headers: authorization(`\${input:${inputId(name)}}`) }),
                },
            ]),
        ),
        inputs: endpoints.flatMap(({ name, tokenVariable }) =>
            tokenVariable === undefined
                ? []
                : [
                      {
                          type: "promptString",
                          id: inputId(name),
                          description: `Token for MCP server ${name}`,
                          password: true,
                      },
                  ],
        ),
    };
}

const inputId = (server: string) => `${server}-token`;
