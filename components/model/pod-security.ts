/** Images of MCP servers are commonly built for this user and group. */
const userId = 1000;
const groupId = 1000;

/** The pod's part of the Pod Security Standard `restricted`. */
export function podSecurityContext() {
    return {
        runAsNonRoot: true,
        runAsUser: userId,
        runAsGroup: groupId,
        fsGroup: groupId,
        seccompProfile: { type: "RuntimeDefault" },
    };
}

/** The container's part of `restricted`, and a root file system that cannot be written. */
export function containerSecurityContext() {
    return {
        runAsNonRoot: true,
        runAsUser: userId,
        runAsGroup: groupId,
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
    };
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
