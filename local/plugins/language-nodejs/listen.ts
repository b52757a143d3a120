import * as grpc from "@grpc/grpc-js";

/** The engine's messages may exceed gRPC's default of 4 MB. */
export const unlimitedMessages = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** Serves on a free port of the loopback interface; gives the port. */
export function listen(server: grpc.Server): Promise<number> {
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error ? reject(error) : resolve(port),
        );
    });
}
