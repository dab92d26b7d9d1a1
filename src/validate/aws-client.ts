/**
 * The AWS SDK as a signer: everything that it would otherwise look for around it (profile, environment, endpoint, region,
 * instance metadata, clock settings) is given explicitly.
 */

import type { Incoming } from './exchange.ts';

/** Sends what the SDK has signed. */
export type Wire = (headers: Readonly<Record<string, string>>, body: string) => Promise<Incoming>;

/** What a call is made of; `origin` is scheme, host and port. */
export interface Signing {
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly region: string;
  readonly origin: string;
  /** Milliseconds to add to this machine's clock. */
  readonly clockOffsetMs: number;
}

/**
 * Signs one GetCallerIdentity and gives it to `wire`. Never rejects: what the SDK throws may quote a request, and what
 * it makes of an answer does not matter.
 */
export async function sendSigned(signing: Signing, wire: Wire): Promise<void> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const nothing = async (): Promise<undefined> => undefined;
  const config = {
    credentials: signing.key,
    region: signing.region,
    endpoint: signing.origin,
    systemClockOffset: signing.clockOffsetMs,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    disableClockSkewCorrection: async () => false,
    authSchemePreference: async () => ['sigv4'],
    sigv4aSigningRegionSet: nothing,
    userAgentAppId: nothing,
    defaultUserAgentProvider: async () => [] as [string, string][],
    credentialDefaultProvider: () => async () => {
      throw new Error('only the found credential is used');
    },
    requestHandler: {
      handle: async (request: { headers: Record<string, string>; body: unknown }) => {
        const incoming = await wire(request.headers, String(request.body ?? ''));
        return {
          response: {
            statusCode: incoming.status,
            headers: { ...incoming.headers },
            body: new TextEncoder().encode(incoming.body),
          },
        };
      },
      destroy: () => undefined,
      httpHandlerConfigs: () => ({}),
      updateHttpClientConfig: () => undefined,
    },
  } as const;
  const client = quietly(() => new STSClient(config));
  // These two read the environment (AWS_EXECUTION_ENV, _X_AMZN_TRACE_ID) into headers.
  client.middlewareStack.remove('getUserAgentMiddleware');
  client.middlewareStack.remove('recursionDetectionMiddleware');
  await client.send(new GetCallerIdentityCommand({})).catch(() => undefined);
}

/** The SDK announces the end of a Node version on stderr at its first client; not for our users' eyes. */
function quietly<T>(create: () => T): T {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
  const before = process.env[name];
  process.env[name] = 'true';
  try {
    return create();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}
