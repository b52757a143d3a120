import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { connect as connectTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect, type PeerCertificate } from "node:tls";
import { execa } from "execa";
import { pino } from "pino";
import { listen } from "../../../servers/runtime/http/listener";
import { followCertificate, secureContext } from "../../../servers/runtime/http/tls";
import { type DemoServer, startDemoServer } from "../../support/demo-server";

/** What a handshake ended with. */
interface Handshake {
    protocol: string | null;
    certificate: PeerCertificate;
}

function handshake(port: number, options: ConnectionOptions = {}): Promise<Handshake> {
    return new Promise((resolve, reject) => {
        const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options }, () => {
            resolve({ protocol: socket.getProtocol(), certificate: socket.getPeerCertificate() });
            socket.destroy();
        });
        socket.once("error", reject);
    });
}

describe("servers: TLS", function () {
    this.timeout(20_000);
    let directory: string;
    let server: DemoServer | undefined;

    const path = (name: string) => join(directory, name);
    const makeCertificate = (name: string) =>
        execa("openssl", [
            ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
            ...["-subj", `/CN=${name}`, "-keyout", path(`${name}.key`), "-out", path(`${name}.pem`)],
        ]);
    before(async () => {
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-tls-"));
        await Promise.all([makeCertificate("first"), makeCertificate("second")]);
    });
    afterEach(() => server?.stop());
    after(() => rmSync(directory, { recursive: true }));

    it("serves HTTPS by TLS 1.2 and later, and nothing before", async () => {
        server = await startDemoServer({ TLS_CERT_FILE: path("first.pem"), TLS_KEY_FILE: path("first.key") });
        const port = Number(new URL(server.origin).port);
        const { protocol, certificate } = await handshake(port);
        assert.equal(protocol, "TLSv1.3");
        assert.equal(certificate.subject.CN, "first");
        assert.equal((await handshake(port, { maxVersion: "TLSv1.2" })).protocol, "TLSv1.2");
        // The client must be willing to speak what is no longer secure for the server to be the one that refuses.
        const old: ConnectionOptions = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL@SECLEVEL=0" };
        await assert.rejects(handshake(port, old), /alert protocol version|PROTOCOL_VERSION/i);
    });

    it("takes a renewed certificate without a restart, and keeps the old one while the new one is unusable", async () => {
        const files = { certificate: path("mounted.pem"), key: path("mounted.key") };
        copyFileSync(path("first.pem"), files.certificate);
        copyFileSync(path("first.key"), files.key);
        const lines: string[] = [];
        const log = pino({}, { write: (line: string) => lines.push(line) });
        const listener = createServer(secureContext(files));
        const port = await listen(listener, "127.0.0.1", 0);
        const stop = followCertificate(listener, files, log, 20);
        const logged = async (text: string) => {
            while (!lines.join("").includes(text)) await new Promise((next) => setTimeout(next, 20));
        };
        try {
            copyFileSync(path("second.pem"), files.certificate);
            await logged("certificate not usable");
            assert.equal((await handshake(port)).certificate.subject.CN, "first");
            copyFileSync(path("second.key"), files.key);
            await logged("certificate renewed");
            assert.equal((await handshake(port)).certificate.subject.CN, "second");
        } finally {
            stop();
            listener.close();
        }
    });

    /** A client that opens a connection and never says who it wants to speak to. */
    const silentClient = async (port: number): Promise<{ socket: Socket; closed: Promise<unknown> }> => {
        const socket = connectTcp(port, "127.0.0.1").on("error", () => {});
        const closed = once(socket.resume(), "close");
        await once(socket, "connect");
        return { socket, closed };
    };
    const startWithCertificate = (variables: Record<string, string> = {}) =>
        startDemoServer({ TLS_CERT_FILE: path("first.pem"), TLS_KEY_FILE: path("first.key"), ...variables });

    it("ends connections that do not finish their handshake in the time that a request's head has", async () => {
        server = await startWithCertificate({ REQUEST_TIMEOUT_SECONDS: "1" });
        const port = Number(new URL(server.origin).port);
        const silent = await silentClient(port);
        const slow = await silentClient(port);
        // Begins a ClientHello, and sends it byte by byte.
        slow.socket.write(Buffer.from([0x16, 3, 1, 1, 0]));
        const dripping = setInterval(() => slow.socket.write(Buffer.from([1])), 100);
        const started = performance.now();
        await Promise.all([silent.closed, slow.closed]).finally(() => clearInterval(dripping));
        const milliseconds = performance.now() - started;
        assert.ok(milliseconds < 5000, `${milliseconds} ms`);
    });

    it("ends in time although a connection has not finished its handshake", async () => {
        server = await startWithCertificate({ DRAIN_LIMIT_SECONDS: "0.2" });
        const port = Number(new URL(server.origin).port);
        const silent = await silentClient(port);
        // The server has accepted the one before when it has answered this one.
        await handshake(port);
        const started = performance.now();
        await server.stop();
        const milliseconds = performance.now() - started;
        assert.ok(milliseconds < 5000, `${milliseconds} ms`);
        await silent.closed;
    });

    it("refuses a certificate without its key", async () => {
        await assert.rejects(
            startDemoServer({ TLS_CERT_FILE: path("first.pem") }),
            /TLS_KEY_FILE.*is needed with TLS_CERT_FILE/,
        );
    });
});
