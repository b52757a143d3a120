import { type Cause, type Fix, setKey } from "../cause";
import type { Evidence } from "../evidence";

/** 401 at the endpoint: a token is asked for that nobody was told of, or the one that was sent is not accepted. */
export function unauthorized({ answers, expected, server, podAnswers }: Evidence): Cause[] {
    const [answer] = answers;
    if (answer?.status !== 401) return [];
    const { tokenVariable, path, issuer } = expected;
    const challenge = answer.headers["www-authenticate"];
    const atServer = podAnswers.some((one) => one.path === path && one.status === 401);
    const who = atServer ? "the server itself asks for a token" : "what is before the server asks for a token";
    const cause = (title: string, why: string, fixes: Fix[]): Cause[] => [
        {
            id: "unauthorized",
            title: `401 Unauthorized: ${title}`,
            where: answer.url,
            found: `401${challenge ? `, www-authenticate: ${challenge}` : ", without www-authenticate"}${answer.body ? `: ${answer.body}` : ""}`,
            why,
            fixes,
            explains: [],
        },
    ];
    if (tokenVariable === undefined) {
        return cause(
            "the server wants a token, and clients are told none",
            `${who}; client.auth is not set, so clients send nothing`,
            [setKey(server, "client.auth", "bearer", "tell clients to send one")],
        );
    }
    if (!answer.sentToken) {
        // That is what a protected server does; whether a token is accepted is known with one only.
        return challenge || !atServer
            ? []
            : cause(
                  "the answer lacks WWW-Authenticate",
                  `${who}, and does not say whom clients get it from (RFC 9728)`,
                  [
                      setKey(
                          server,
                          "route.metadata",
                          "true",
                          "publish the server's metadata, and have it send WWW-Authenticate",
                      ),
                  ],
              );
    }
    return cause(
        "the token is not accepted",
        `${who}; the one of ${tokenVariable} is expired, of another issuer, or for another audience than ${answer.url}`,
        [
            {
                text: `get a new token${issuer ? ` of ${issuer}` : ""} for ${answer.url}, and set it where the client runs: ${tokenVariable}`,
            },
            issuer
                ? setKey(
                      server,
                      "auth",
                      "{ issuer: <iss>, audience: <aud> }",
                      "or take the issuer and audience that tokens have",
                  )
                : setKey(
                      server,
                      "settings",
                      "{ <issuer and audience as the server calls them> }",
                      "or correct what the server expects",
                  ),
        ],
    );
}
