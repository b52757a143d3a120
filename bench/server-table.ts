import { markdown } from "./table";

/** A server under load. */
export interface ServerRow {
    kind: keyof typeof names;
    requestsPerSecond: number;
    p99Milliseconds: number;
}

const names = {
    bare: "bare `node:http`, no protocol",
    fastmcp: "FastMCP 2.14 (Python)",
    "sdk 2025-11-25": "SDK's plain handler, 2025-11-25",
    "sdk 2026-07-28": "SDK's plain handler, 2026-07-28",
    "demo 2025-11-25": "**demo server**, 2025-11-25",
    "demo 2026-07-28": "**demo server**, 2026-07-28",
};

const bareGoal = 0.1;
const fastmcpGoal = 10;

/** The servers as a table in Markdown, each beside the bare handler and FastMCP, ours with what they are to reach. */
export function serverTable(rows: ServerRow[]): string {
    const find = (kind: ServerRow["kind"]) => {
        const row = rows.find((one) => one.kind === kind);
        if (!row) throw new Error(`${kind} was not measured`);
        return row;
    };
    const bare = find("bare");
    const fastmcp = find("fastmcp");
    const p99Goal = (kind: ServerRow["kind"]) =>
        Math.min(fastmcp.p99Milliseconds, find(kind.replace("demo", "sdk") as ServerRow["kind"]).p99Milliseconds);
    const body = rows.map((row) => {
        const ofBare = row.requestsPerSecond / bare.requestsPerSecond;
        const ofFastmcp = row.requestsPerSecond / fastmcp.requestsPerSecond;
        const goals = row.kind.startsWith("demo")
            ? [
                  `≥ ${bareGoal}× bare ${met(ofBare >= bareGoal)}`,
                  `≥ ${fastmcpGoal}× FastMCP ${met(ofFastmcp >= fastmcpGoal)}`,
                  `p99 no worse than both ${met(row.p99Milliseconds <= p99Goal(row.kind))}`,
              ]
            : [];
        return [
            names[row.kind],
            Math.round(row.requestsPerSecond).toLocaleString("en-US"),
            `${row.p99Milliseconds.toFixed(1)} ms`,
            `${ofBare.toFixed(3)}×`,
            `${ofFastmcp.toFixed(1)}×`,
            goals.join(", "),
        ];
    });
    return markdown([["`add_numbers`", "requests/s", "p99", "of bare", "of FastMCP", "goals"], ...body]);
}

const met = (reached: boolean) => (reached ? "met" : "missed");
