import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";

/** A device with one passkey (ES256, no attestation), which answers challenges like a browser. */
export function createPasskeyDevice({ origin = "http://localhost:3000", rpId = "localhost" } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(32);
  let counter = 0;

  const createClientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  /** Flags: user present, user verified, attested credential data. */
  const createAuthData = (flags: number, attested = Buffer.alloc(0)) => {
    counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested]);
  };
  const toAnswer = (response: Record<string, Buffer | string[]>) =>
    JSON.stringify({
      id: encode(id),
      rawId: encode(id),
      type: "public-key",
      clientExtensionResults: {},
      response: Object.fromEntries(
        Object.entries(response).map(([name, value]) => [
          name,
          Buffer.isBuffer(value) ? encode(value) : value,
        ]),
      ),
    });

  return {
    id: encode(id),
    register(challenge: string): string {
      // COSE: kty EC2, alg ES256, crv P-256, x, y.
      const key = Buffer.concat([
        Buffer.from("a5010203262001215820", "hex"),
        Buffer.from(x, "base64url"),
        Buffer.from("225820", "hex"),
        Buffer.from(y, "base64url"),
      ]);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      const authData = createAuthData(0x45, attested);
      const attestationObject = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
        Buffer.from([authData.length]),
        authData,
      ]);
      return toAnswer({
        clientDataJSON: createClientData("webauthn.create", challenge),
        attestationObject,
        transports: ["internal"],
      });
    },
    sign(challenge: string, { userVerified = true } = {}): string {
      const authenticatorData = createAuthData(userVerified ? 0x05 : 0x01);
      const clientDataJSON = createClientData("webauthn.get", challenge);
      const signed = Buffer.concat([authenticatorData, sha256(clientDataJSON)]);
      const signature = createSign("sha256").update(signed).sign(privateKey);
      return toAnswer({ clientDataJSON, authenticatorData, signature });
    },
  };
}

function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64url");
}
