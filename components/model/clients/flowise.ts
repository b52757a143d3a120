import { authorization, type ClientEndpoint } from "./endpoint";

/** What goes into Flowise's node "Custom MCP" for one server. */
export interface FlowiseServer {
    /** URL of the endpoint. */
    url: string;
    /** Headers of every request; `{{$vars.…}}` is a variable of Flowise. */
    headers?: { [name: string]: string };
}

/** Configuration for Flowise: https://docs.flowiseai.com/tutorials/tools-and-mcp */
export function flowise(endpoints: ClientEndpoint[]): { [name: string]: FlowiseServer } {
    return Object.fromEntries(
        endpoints.map(({ name, url, tokenVariable }) => [
            name,
            { url, ...(tokenVariable && { headers: authorization(`{{$vars.${tokenVariable}}}`) }) },
        ]),
    );
}
