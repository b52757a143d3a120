import { checked, type Problem } from "./problem";

/** As whom a server runs, and what it may write; all else is the Pod Security Standard `restricted`. */
export interface SecurityArgs {
    /**
     * Number of the user, 1 to 4294967295; 0 is root.
     * @default 1000, which images of MCP servers are commonly built for
     */
    userId?: number;
    /**
     * Number of the group, which also owns the volumes, 1 to 4294967295.
     * @default `userId`
     */
    groupId?: number;
    /**
     * Why the root file system (`readOnlyRootFilesystem`) must be writable: giving a reason makes it so. It is written
     * on the pods, for those who find the exception. /tmp can be written without, and so can `volumes`.
     * @default it cannot be written
     */
    writableRootReason?: string;
}

/** Annotation of pods whose root file system can be written. */
export const writableRootAnnotation = "mcp-eks/writable-root-filesystem";

function ids({ userId = 1000, groupId = userId }: SecurityArgs) {
    return { runAsUser: userId, runAsGroup: groupId };
}

/** The pod's part of the Pod Security Standard `restricted`. */
export function podSecurityContext(args: SecurityArgs = {}) {
    const { runAsUser, runAsGroup } = ids(args);
    return {
        runAsNonRoot: true,
        runAsUser,
        runAsGroup,
        fsGroup: runAsGroup,
        seccompProfile: { type: "RuntimeDefault" },
    };
}

/** The container's part of `restricted`, and a root file system that cannot be written. */
export function containerSecurityContext(args: SecurityArgs = {}) {
    return {
        runAsNonRoot: true,
        ...ids(args),
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: args.writableRootReason === undefined,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
    };
}

/** Says on the pods why they are not as all others. */
export function securityAnnotations({ writableRootReason }: SecurityArgs = {}): Record<string, string> {
    return writableRootReason === undefined ? {} : { [writableRootAnnotation]: writableRootReason };
}

/** What is wrong with as whom a server is to run. */
export function securityProblems({ userId, groupId, writableRootReason }: SecurityArgs = {}): Problem[] {
    const isId = (id: number | undefined) =>
        id === undefined || (Number.isInteger(id) && id >= 1 && id <= 4_294_967_295);
    const allowed = "it is a whole number from 1 to 4294967295 (0 is root)";
    return [
        ...checked("userId", userId, isId, allowed),
        ...checked("groupId", groupId, isId, allowed),
        ...checked(
            "writableRootReason",
            writableRootReason,
            (reason) => reason === undefined || reason.trim().length >= 10,
            "a reason is a sentence for those who find the exception",
        ),
    ];
}

/** Labels by which a namespace refuses pods that are not `restricted`, warns of them and notes them in the audit log. */
export function podSecurityLabels(): Record<string, string> {
    const modes = ["enforce", "warn", "audit"];
    return Object.fromEntries(
        modes.flatMap((mode) => [
            [`pod-security.kubernetes.io/${mode}`, "restricted"],
            [`pod-security.kubernetes.io/${mode}-version`, "latest"],
        ]),
    );
}
