import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";

/** A proxy that runs until it is stopped, by its process id. */
export interface RunningProxy {
    stop(): Promise<void>;
}

/** A directory of its own for every test, with the files that a proxy reads. */
export async function withDirectory<T>(run: (directory: string) => Promise<T>): Promise<T> {
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-proxy-"));
    try {
        return await run(directory);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

/** What runs nginx as this user, in the foreground, with one file of conf.d. */
export function nginxMain(directory: string, file: string): string {
    return `daemon off;
worker_processes 1;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log;
events {}
http {
    access_log off;
    client_body_temp_path ${directory}/body;
    proxy_temp_path ${directory}/proxy;
    fastcgi_temp_path ${directory}/fastcgi;
    uwsgi_temp_path ${directory}/uwsgi;
    scgi_temp_path ${directory}/scgi;
    include ${directory}/${file};
}
`;
}

/** A certificate for a host that nobody trusts. */
export async function selfSigned(directory: string, host: string): Promise<{ certificate: string; key: string }> {
    const certificate = join(directory, `${host}.crt`);
    const key = join(directory, `${host}.key`);
    const subject = ["-subj", `/CN=${host}`, "-days", "1", "-nodes"];
    const algorithm = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    await execa("openssl", ["req", "-x509", ...algorithm, ...subject, "-keyout", key, "-out", certificate]);
    return { certificate, key };
}

/** Starts a proxy and waits until it takes connections. */
export async function startProxy(program: string, args: string[], port: number, home: string): Promise<RunningProxy> {
    const child = execa(program, args, { all: true, reject: false, env: { HOME: home, XDG_DATA_HOME: home } });
    const ended = child.then((run) => {
        throw new Error(`${program} ended with exit code ${run.exitCode}:\n${run.all}`);
    });
    // Nobody waits for it after the proxy has started.
    ended.catch(() => undefined);
    const stop = async () => {
        child.kill("SIGTERM");
        await child;
    };
    try {
        await Promise.race([ended, listening(port)]);
    } catch (error) {
        await stop();
        throw error;
    }
    return { stop };
}

const startSeconds = 20;

async function listening(port: number): Promise<void> {
    const deadline = Date.now() + startSeconds * 1000;
    for (;;) {
        try {
            await fetch(`http://127.0.0.1:${port}/`, { redirect: "manual" });
            return;
        } catch (error) {
            if (Date.now() > deadline) throw error;
            await pause(50);
        }
    }
}

export function write(directory: string, files: Record<string, string>): void {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
}
